"""From a legacy extract to this system: built with the cutover scenarios."""
