"""The legacy extract: what the old CRR system hands over at cutover, as a folder of CSV, and a maker of such folders.

No source tells what the old system's extract looks like: format, names and rules below are ours (assumed).

**Folder.** ``columns.yaml`` has every column; ``reading.read_extract`` and ``read_extract_zip`` read it,
``writing.write_extract`` and ``zip_extract`` write it. UTF-8, one heading row, commas. Instants are UTC with Z and
whole seconds; a row holds from StartDate to EndDate, its last second. MW have up to three decimals, in records as
whole thousandths. All names are old ones. Files that are not ``required`` may be missing, which means no rows::

    extract.toml       format = 1, name, taken_at, go_live (first of a month), history_from, seed?, made_by?
    participants.csv   who there is, and what each is called in the new system where that differs
    roles.csv          persons and their old roles          markets.csv     old markets, posted and in flight
    awards.csv         what markets awarded (buys, nominations, LT: one row a year), one row a CRR
    sales.csv          awarded sell offers                  trades.csv      secondary trades, chains by CRR id
    adjustments.csv    the operator's, signed MW            conversions.csv converted transmission rights
    migrations.csv     LSE_LMT and LMT_CNT, one id a month, the two of a pair in one market and of one parent
    holdings.csv       the inventory at taken_at            locations.csv   old source and sink list
    retired.csv        nodes that the new model lacks       messages.csv    what was told
    bids/MARKET.csv    BIDS_AND_OFFERS or NOMINATIONS rows of a market that is in flight

**What holdings.csv amounts to.** MW of a CRR on a day = its award (or what it was traded, converted or migrated for)
less sales and trades out of it, plus adjustments, each in its own days. holdings.csv has one row a stretch of days
of equal MW, so a CRR id comes as often as its MW change; stretches of 0 MW and stretches that ended before taken_at
are not there. Class: ALLOCATION or AUCTION of an award (by its market; without market by its CRR type: AUC is
AUCTION), SECONDARY_MARKET of a trade (OldMarket empty), SYSTEM of a conversion (OldMarket = window), LOAD_MIGRATION.
A CRR awarded before history_from is in awards.csv all the same where it ended after that.

**Old names** (``names.py``), one market a season; where a name alone does not tell, NewMarket in markets.csv does::

    ALLOC_AN_2025_S03_TR, _TR2, _TR3, _LT   ALLOC_AN_2025_T1, _T2, _T3, _LT      AUC_AN_2025_S03   AUC_AN_2025
    ALLOC_MN_2025_M05_TR, _TR2              ALLOC_MN_2025_M05_T1, _T2            AUC_MN_2025_M05   the same
    LM_2025_M05                             LOAD_MIGRATION_2025_M05
    MT_TOR_AN_2025_S02, MT_TOR_MN_2025_M05  TOR_CONVERSION_2025_S02, TOR_CONVERSION_2025_M05

**Made ones.** ``generator.generate`` makes an extract of any size from a seed; ``converted.convert`` says on paper
what a clean cutover makes of it (never used by the embedded system, which must agree by the oracle alone);
``plants.plant`` spoils either side.
"""
