"""Where comments come from and actions go, one folder a platform, all behind one port."""
