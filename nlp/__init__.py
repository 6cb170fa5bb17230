"""Page to article, article to announcement: reads what a page says, each value with its proof."""

EXTRACTOR = "1"
"""Version of what is read from an article; raised with every change that readings kept in records should follow."""
