"""Load migration on paper: what utilities upload, and what a month of it makes of an inventory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction

from paper_inventory import DAY, DUNS, NUMBER, Base, Json, Pair, Paper, Row, begin, end, text


def half_even(figure: Fraction) -> int:
    """Rounded to a whole number, half to the even one, with whole numbers alone."""
    whole, rest = divmod(figure.numerator, figure.denominator)
    twice = 2 * rest
    return whole + int(twice > figure.denominator or (twice == figure.denominator and whole % 2 == 1))


class MigratingPaper(Paper):
    """The inventory, with load that migrates."""

    def uploads(self) -> list[tuple[Json, Json, Json]]:
        """What two utilities upload: rates, customers, transfers."""
        found = []
        for udc in ("UPGAE", "USCE"):
            classes = self.chance.sample(("RESIDENTIAL", "SMALL_COM", "INDUSTRIAL"), 2)
            rates = [
                {"class": kind, "tou": tou, "seasonNumber": season, "year": year,
                 "kwRate": self.chance.randint(1, 9999) / 1000}
                for kind in classes for tou in ("ON", "OFF") for season in (1, 2, 3, 4) for year in (2025, 2026)
            ]  # fmt: skip
            customers = [
                {"lse": duns, "class": kind, "numberOfCustomers": self.chance.randint(500, 9000)}
                for duns in DUNS for kind in classes
            ]  # fmt: skip
            transfers = []
            for at in range(self.chance.randint(0, 4)):
                loser, gainer = self.chance.sample(sorted(DUNS), 2)
                moved = {"fromLse": loser, "toLse": gainer, "class": self.chance.choice(classes)}
                transfers.append(
                    moved | {"recordId": f"R{at}", "numCustomerTransfer": self.chance.randint(1, 120)}
                )
            named = {"loadMigrationMarket": "LOAD_MIGRATION_2026", "udcName": udc}
            found.append((
                named | {"customerRateRecords": rates}, named | {"numberOfCustomerRecords": customers},
                named | {"dasrRecords": transfers},
            ))  # fmt: skip
        return found

    def migrate(self, effective: date, uploads: list[tuple[Json, Json, Json]]) -> tuple[Json, Json]:
        """A month of load migration: what ``loadPercentage`` and ``loadMigrationCrrResults`` would answer."""
        percentages, drawn = list[Json](), list[Json]()
        shares: dict[tuple[str, str, int, str], Fraction] = defaultdict(Fraction)
        for season, tou in ((season, tou) for season in (1, 2, 3, 4) for tou in ("ON", "OFF")):
            metric: dict[str, Fraction] = defaultdict(Fraction)
            net: dict[tuple[str, str, str], Fraction] = defaultdict(Fraction)
            for rates, customers, transfers in uploads:
                kw = {
                    each["class"]: Fraction(round(each["kwRate"] * 1000), 1_000_000)
                    for each in rates["customerRateRecords"]
                    if (each["tou"], each["seasonNumber"], each["year"]) == (tou, season, 2026)
                }
                for each in customers["numberOfCustomerRecords"]:
                    metric[DUNS[each["lse"]]] += kw[each["class"]] * each["numberOfCustomers"]
                for each in transfers["dasrRecords"]:
                    pair, sign = (DUNS[each["fromLse"]], DUNS[each["toLse"]]), 1
                    if pair[0] > pair[1]:
                        pair, sign = (pair[1], pair[0]), -1
                    net[rates["udcName"], *pair] += sign * kw[each["class"]] * each["numCustomerTransfer"]
            together: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
            for (udc, one, other), mw in net.items():
                together[one, other] += mw
                loser, gainer = (one, other) if mw > 0 else (other, one)
                if mw:
                    percentages.append({
                        "id": len(percentages) + 1, "udc": udc, "fromLse": NUMBER[loser], "toLse": NUMBER[gainer],
                        "fromAssetOwner": loser, "toAssetOwner": gainer, "seasonNumber": season, "tou": tou,
                        "loadPercentage": float(100 * abs(mw) / metric[loser]), "loadTransferMw": float(abs(mw)),
                    })  # fmt: skip
            for (one, other), sum_ in together.items():
                loser, gainer = (one, other) if sum_ > 0 else (other, one)
                if sum_:
                    shares[loser, gainer, season, tou] = abs(sum_) / metric[loser]
        standing = [(base, self._standing(base)) for base in self.bases if base.row.last >= effective]
        for base, standing_mw in standing:
            for (loser, gainer, season, tou), share in shares.items():
                if (base.row.owner, base.season, base.row.tou) == (loser, season, tou):
                    drawn += self._draw(base, loser, gainer, share * standing_mw, effective)
        name = f"LOAD_MIGRATION_2026_M{effective.month:02}"
        return (
            {"loadMigrationMarket": name, "loadMigrationPercentages": percentages},
            {"loadMigrationMarket": name, "loadMigrationCrrs": drawn},
        )

    def _standing(self, base: Base) -> Fraction:
        """What a CRR migrates with: as it was given, or received in all, less what was drawn from it."""
        away = (
            pair.exact
            for pair in self.pairs.values()
            if base.row.crr_id and (pair.parent, pair.loser) == (base.row.crr_id, base.row.owner)
        )
        return (base.pair.exact if base.pair else Fraction(base.row.mw)) - sum(away)

    def _draw(self, base: Base, loser: str, gainer: str, mw: Fraction, effective: date) -> Iterator[Json]:
        if base.pair and base.pair.loser == gainer:
            pair, mw = base.pair, -mw
        else:
            if not base.row.crr_id:
                return
            key = (base.row.crr_id, loser, gainer)
            if key not in self.pairs:
                self.pairs[key] = Pair(base.row.crr_id, loser, gainer, base.season, Fraction(0))
                received = replace(base.row, crr_id=0, owner=gainer)
                self.bases.append(Base(received, base.season, self.pairs[key]))
            pair = self.pairs[key]
        before = half_even(pair.exact)
        pair.exact += mw
        change = half_even(pair.exact) - before
        if change and not pair.gained:
            yield from self._make(pair, base.row, base.row.crr_id, (loser, gainer), change, effective)
        elif change > 0:
            yield from self._adjust(pair, change, effective)
        elif change < 0:
            left = min(self._least(pair.gained, effective), self._least(pair.against, effective), -change)
            if left:
                yield from self._adjust(pair, -left, effective)
            if left < -change:
                whole = next(each.row for each in self.bases if each.row.crr_id == pair.parent)
                back = (pair.gainer, pair.loser)
                yield from self._make(None, whole, pair.parent, back, -change - left, effective)

    def _make(
        self, pair: Pair | None, like: Row, parent: int, parties: tuple[str, str], mw: int, effective: date
    ) -> Iterator[Json]:
        market, first = f"LOAD_MIGRATION_2026_M{effective.month:02}", max(effective, like.first)
        for owner, crr_type in ((parties[1], "LSE_LMT"), (parties[0], "LMT_CNT")):
            ends = (like.source, like.sink) if crr_type == "LSE_LMT" else (like.sink, like.source)
            row = self.new(
                owner, *ends, like.tou, "OBL", crr_type, "LOAD_MIGRATION", market, like.period, first, like.last,
                mw, parent,
            )  # fmt: skip
            if pair and crr_type == "LSE_LMT":
                pair.gained = row.crr_id
                next(base for base in self.bases if base.pair is pair).row = row
            elif pair:
                pair.against = row.crr_id
            yield self._result(row, initialMw=mw / 1000)

    def _adjust(self, pair: Pair, change: int, effective: date) -> Iterator[Json]:
        whole = next(each.row for each in self.bases if each.row.crr_id == pair.gained)
        first = max(effective, whole.first)
        for crr_id in (pair.gained, pair.against):
            like = next(row for row in self.rows if row.crr_id == crr_id)
            self._add(crr_id, first, whole.last, change)
            yield self._result(replace(like, first=whole.first, last=whole.last), adjustedMw=change / 1000)

    def _result(self, row: Row, **mw: float) -> Json:
        return {
            "crrId": row.crr_id, "parentCrrId": row.parent, "assetOwner": row.owner, "source": row.source,
            "sink": row.sink, "tou": row.tou, "startDate": text(begin(row.first)), "endDate": text(end(row.last)),
            "crrType": row.crr_type, **mw,
        }  # fmt: skip

    def _least(self, crr_id: int, effective: date) -> int:
        """The least MW that a CRR still has on any day from the effective date on."""
        rows = sorted((row for row in self.rows if row.crr_id == crr_id), key=lambda row: row.first)
        base = next((each.row for each in self.bases if each.row.crr_id == crr_id), None)
        last = base.last if base else max(row.last for row in rows)
        first = max(effective, base.first if base else rows[0].first)
        days = {row.first + DAY * at: row.mw for row in rows for at in range((row.last - row.first).days + 1)}
        return min(days.get(first + DAY * at, 0) for at in range((last - first).days + 1))

    def _add(self, crr_id: int, first: date, last: date, change: int) -> None:
        """Add MW to an id from a day on: rows are cut there, and days without a row get one."""
        mine = [row for row in self.rows if row.crr_id == crr_id]
        for row in mine:
            self.rows.remove(row)
        days = {row.first + DAY * at: row.mw for row in mine for at in range((row.last - row.first).days + 1)}
        for at in range((last - first).days + 1):
            days[first + DAY * at] = days.get(first + DAY * at, 0) + change
        for day in sorted(days):
            tail = self.rows[-1] if self.rows else None
            cuts = {row.first for row in mine} | {first}
            if (
                tail
                and tail.crr_id == crr_id
                and tail.last == day - DAY
                and tail.mw == days[day]
                and day not in cuts
            ):
                self.rows[-1] = replace(tail, last=day)
            else:
                self.rows.append(replace(mine[0], first=day, last=day, mw=days[day]))
