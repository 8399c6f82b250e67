"""How a programme stands: counted, drawn and foreseen over the dossiers somebody may see."""
