"""What the product brings along: courses as files (a structure and a text per lesson and language) and their loader.

A folder per course: ``course.toml`` holds the structure and the titles of course and modules;
``<language>/<nn>-<slug>.md`` holds a lesson, its title in the front matter. Loaded after every
``migrate``; a newer text of the product replaces an older one unless somebody edited or deleted the row.
"""
