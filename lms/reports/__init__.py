"""Figures by country, as page, JSON, CSV and XLSX."""
