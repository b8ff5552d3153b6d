"""The pages Themes and Theme: maps, tables and charts of themes, and what people decide on them."""
