"""How the hosted pages look: the classic customization of a pool and its clients, and the styles of managed login."""
