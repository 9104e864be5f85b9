"""Builders of screens for the audits and journeys, one module per screen: invented data, nothing behind them."""
