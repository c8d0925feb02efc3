"""Warnings and notes on methods: who gets one and who does not, the ledger of what came of it. The desk sends them and tells what comes."""
