"""Pure values and rules that know nobody: clock, ids, money, geo, periods, errors, texts, registries.

Nothing in here imports Django's models, the engine or a capability.
"""
