"""What the dates of an announcement are for, and the deadlines among them."""
