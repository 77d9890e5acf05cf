from dataclasses import dataclass


@dataclass
class Item:
    name: str
    price: float
    quantity: int

    def value(self) -> float:
        return self.price * self.quantity


class Inventory:
    """Items by name."""

    def __init__(self) -> None:
        self.items: dict[str, Item] = {}

    def add(self, item: Item) -> None:
        existing = self.items.get(item.name)
        if existing is None:
            self.items[item.name] = item
        else:
            existing.quantity += item.quantity

    def remove(self, name: str, quantity: int) -> None:
        item = self.items[name]
        if quantity > item.quantity:
            raise ValueError(f"only {item.quantity} of {name} left")
        item.quantity -= quantity

    def total(self) -> float:
        return sum(item.value() for item in self.items.values())
