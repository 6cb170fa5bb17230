"""How a crawl behaves towards the sites it asks, and what it will not let them do to it."""
