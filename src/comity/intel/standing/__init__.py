"""How an indicator stands now: fresh, ageing, spent or disputed, with a number and why. Reckoned when read, from what the reader may see.

Nothing is written down of it and no byte is changed by it: a standing is one reader's view at one moment. When an object may be shown no
longer is another thing, which its label says (`intel.policy`).
"""
