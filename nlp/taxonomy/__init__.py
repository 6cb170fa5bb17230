"""What is known of the Union's ecosystems, projects, programmes and countries: data files and how to read with them."""
