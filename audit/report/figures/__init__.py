"""Figures as inline SVG; one module a topic, one style for all."""
