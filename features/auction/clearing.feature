@assumed @private-system
Feature: A closed auction is cleared for the most value that the limits allow
  Each scenario bids in an auction of its own. The ISO limits what comes in at one scheduling point and nothing else
  that these bids could reach: so every award and price can be told beforehand. A path from that point is called
  inward, a path to it outward, and any other elsewhere.

  Background:
    Given we hold the function CRRH

  @MS-AUC-01
  @result:wrong-price @result:scaled-awards @result:wrong-path-price @result:bought-not-held
  Scenario: A flat bid to buy clears
    Given an auction of one month in which nobody has bid yet
    And the ISO lets 20 MW in at a scheduling point there, as an interface allows
    When these bids are submitted
      | bidder | path   | MW | price |
      | second | inward | 15 | 20    |
      | we     | inward | 15 | 30    |
    And we ask for the credit that it requires
    Then it is at least what the bid can cost
    When the auction is closed, cleared and posted
    Then the awards are
      | bidder | path   | MW | price |
      | we     | inward | 15 | 20    |
      | second | inward | 5  | 20    |
    And the price of each award is that of its sink less that of its source
    And the public results are what all participants were told in private
    And each award is held as a CRR of the same MW

  @MS-AUC-04
  @result:sold-not-removed @result:ignored-base-loading
  Scenario: A CRR that is offered goes to a buyer
    Given an auction of one month in which nobody has bid yet
    And the ISO lets 20 MW in at a scheduling point there, as an interface allows
    And the second participant holds 20 MW inward
    When these bids and offers are submitted
      | bidder | deed  | path   | MW | price |
      | we     | buys  | inward | 15 | 30    |
      | second | sells | inward | 20 | 10    |
    And the auction is closed, cleared and posted
    Then the awards are
      | bidder | deed  | path   | MW | price |
      | we     | buys  | inward | 15 | 10    |
      | second | sells | inward | 15 | 10    |
    And the second participant keeps 5 MW of it, and 15 MW are sold
    And each award is held as a CRR of the same MW

  @MS-AUC-101
  @result:flat-curves
  Scenario: Each step of a curve counts as a bid, and one at exactly the clearing price is awarded in part
    Given an auction of one month in which nobody has bid yet
    And the ISO lets 17.5 MW in at a scheduling point there, as an interface allows
    When these bids are submitted
      | bidder | path   | MW       | price    |
      | we     | inward | 10/20/30 | 30/20/10 |
      | second | inward | 5        | 25       |
    And the auction is closed, cleared and posted
    Then the awards are
      | bidder | path   | MW   | price |
      | we     | inward | 12.5 | 20    |
      | second | inward | 5    | 20    |

  @MS-AUC-102
  @result:counterflow-unpaid
  Scenario: Counterflow makes room for another award and is paid, and a negative bid without it gets nothing
    Given an auction of one month in which nobody has bid yet
    And the ISO lets 20 MW in at a scheduling point there, as an interface allows
    When these bids are submitted
      | bidder | path      | MW | price |
      | we     | inward    | 40 | 30    |
      | second | outward   | 10 | -12   |
      | third  | elsewhere | 10 | -1    |
    And the auction is closed, cleared and posted
    Then the awards are
      | bidder | path      | MW | price |
      | we     | inward    | 30 | 30    |
      | second | outward   | 10 | -30   |
      | third  | elsewhere | 0  | 0     |
    And the price of each award is that of its sink less that of its source

  @MS-AUC-103 @code:DWL0005
  @result:shifted-prices
  Scenario: Where nothing binds, every price is zero
    Given an auction of one month in which nobody has bid yet
    And the ISO limits nothing that we could reach
    When these bids are submitted
      | bidder | path      | MW | price |
      | we     | inward    | 15 | 30    |
      | second | inward    | 15 | 0     |
      | third  | inward    | 15 | -0.01 |
    And the auction is closed, cleared and posted
    Then the awards are
      | bidder | path      | MW  | price |
      | we     | inward    | 15  | 0     |
      | second | inward    | any | 0     |
      | third  | inward    | 0   | 0     |
    And every location has the price 0 in each time of use
    When we download the results BINDING_CONSTRAINT
    Then we are refused with DWL0005

  @MS-AUC-104
  @result:first-come
  Scenario: Equal bids share what there is in proportion to their MW
    Given an auction of one month in which nobody has bid yet
    And the ISO lets 20 MW in at a scheduling point there, as an interface allows
    When these bids are submitted
      | bidder | path   | MW | price |
      | we     | inward | 10 | 30    |
      | second | inward | 30 | 30    |
    And the auction is closed, cleared and posted
    Then the awards are
      | bidder | path   | MW | price |
      | we     | inward | 5  | 30    |
      | second | inward | 15 | 30    |

  @MS-AUC-105
  @result:ignored-contingencies @result:ignored-interfaces @result:missing-binding @result:flipped-binding
  Scenario Outline: What binds is listed, with its limit, its flow and its shadow price: <what>
    Given an auction of one month in which nobody has bid yet
    And the ISO lets 20 MW in at a scheduling point there, as <what> allows
    When these bids are submitted
      | bidder | path   | MW | price |
      | we     | inward | 30 | 30    |
    And the auction is closed, cleared and posted
    Then the awards are
      | bidder | path   | MW | price |
      | we     | inward | 20 | 30    |
    And the ISO's limit alone binds, at 30 $/MW

    Examples:
      | what                   |
      | an interface           |
      | a line                 |
      | a line after an outage |

  @MS-AUC-106
  @result:ignored-capacity-factor
  Scenario: Only the released share of a limit is sold
    Given an auction of one month in which nobody has bid yet
    And the ISO lets 40 MW in at a scheduling point there, as an interface allows
    And the ISO releases only 65 per cent of the capacity
    When these bids are submitted
      | bidder | path   | MW | price |
      | we     | inward | 40 | 30    |
    And the auction is closed, cleared and posted
    Then the awards are
      | bidder | path   | MW | price |
      | we     | inward | 26 | 30    |

  @MS-AUC-107
  @result:raised-untold
  Scenario: A product that base loading makes infeasible is cleared with its limit raised, and the other as ever
    Given an auction of one month in which nobody has bid yet
    And the ISO lets 20 MW in at a scheduling point there, as an interface allows
    And the second participant holds 50 MW inward
    When these bids are submitted
      | bidder | path   | TOU | MW | price |
      | we     | inward | ON  | 15 | 30    |
      | we     | inward | OFF | 30 | 30    |
    And the auction is closed, cleared and posted
    Then the awards are
      | bidder | path   | TOU | MW | price |
      | we     | inward | ON  | 0  | any   |
      | we     | inward | OFF | 20 | 30    |
    And one limit was raised to what base loading takes, for ON alone

  @MS-AUC-108
  @result:copied-product
  Scenario: The eight products of a year are cleared apart
    Given an auction of one year in which nobody has bid yet
    And the ISO lets 20 MW in at a scheduling point there, as an interface allows
    When these bids are submitted
      | season | TOU | MW | price |
      | 1      | ON  | 30 | 31    |
      | 1      | OFF | 30 | 32    |
      | 2      | ON  | 30 | 33    |
      | 2      | OFF | 30 | 34    |
      | 3      | ON  | 30 | 35    |
      | 3      | OFF | 30 | 36    |
      | 4      | ON  | 30 | 37    |
      | 4      | OFF | 15 | 38    |
    And the auction is closed, cleared and posted
    Then the awards are
      | season | TOU | MW | price |
      | 1      | ON  | 20 | 31    |
      | 1      | OFF | 20 | 32    |
      | 2      | ON  | 20 | 33    |
      | 2      | OFF | 20 | 34    |
      | 3      | ON  | 20 | 35    |
      | 3      | OFF | 20 | 36    |
      | 4      | ON  | 20 | 37    |
      | 4      | OFF | 15 | 0     |

  @MS-AUC-109
  @result:options-as-obligations
  Scenario: An option takes room on its path, and gives none against it
    Given an auction of one month in which nobody has bid yet
    And the ISO lets 20 MW in at a scheduling point there, as an interface allows
    And the second participant holds 10 MW inward, as an option
    And the third participant holds 10 MW outward, as an option
    When these bids and offers are submitted
      | bidder | deed  | path    | MW | price |
      | we     | buys  | inward  | 30 | 30    |
      | second | sells | inward  | 10 | 5     |
      | third  | sells | outward | 10 | 1     |
    And the auction is closed, cleared and posted
    Then the awards are
      | bidder | deed  | path    | MW | price |
      | we     | buys  | inward  | 20 | 30    |
      | second | sells | inward  | 10 | 30    |
      | third  | sells | outward | 0  | 0     |

  @MS-AUC-110 @code:DWL0005 @code:DWL0006
  Scenario: An auction in which nobody bids is posted with prices alone
    Given an auction of one month in which nobody has bid yet
    When the auction is closed, cleared and posted
    Then every location has the price 0 in each time of use
    When we download the results PUBLIC_AUCTION_RESULT
    Then we are refused with DWL0005
    When we download the results PRIVATE_AUCTION_RESULT
    Then we are refused with DWL0006
