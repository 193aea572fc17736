"""`python -m localcloud`."""

if __name__ == "__main__":  # worker processes import this module, and need nothing of it
    from localcloud.cli import main

    main()
