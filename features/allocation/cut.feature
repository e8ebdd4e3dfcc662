@assumed @private-system
Feature: Nominations are cut to what the limits allow, the largest the most
  Each scenario nominates in an allocation of its own. The ISO limits what comes in at one scheduling point and nothing
  else that these nominations could reach. A path from that point is called inward, a path to it outward, and any other
  elsewhere. A cut is as deep as the square of its MW weighed by the nomination makes it: in proportion where all load
  the limit alike.

  Background:
    Given we hold the function CLSE

  @MS-ALC-06
  @result:scaled-awards @result:first-come @result:missing-binding @result:short-in-private @result:bought-not-held
  @result:silent @result:ignored-interfaces
  Scenario: Nominations that load one limit are cut in proportion, and counterflow makes room for them
    Given an allocation of one month in which nobody has nominated yet
    And the ISO lets 30 MW in at a scheduling point there, as an interface allows
    When these nominations are submitted
      | nominator | path    | TOU | MW |
      | we        | inward  | ON  | 60 |
      | we        | inward  | OFF | 60 |
      | second    | inward  | ON  | 20 |
      | second    | inward  | OFF | 20 |
      | third     | outward | ON  | 10 |
    And the allocation is closed, cleared and posted
    Then the awards are
      | nominator | path    | TOU | MW   |
      | we        | inward  | ON  | 30   |
      | we        | inward  | OFF | 22.5 |
      | second    | inward  | ON  | 10   |
      | second    | inward  | OFF | 7.5  |
      | third     | outward | ON  | 10   |
    And the ISO's limit alone binds, in each time of use
    And the public results are what all participants were told in private
    And each award is held as a CRR of the same MW
    And 1 public message speaks of the allocation as posted

  @MS-ALC-91
  @result:other-objective
  Scenario: Least squares spread a cut over all paths that load the limit, the most MW cuts only one
    Given an allocation of one month in which nobody has nominated yet
    And the ISO lets 100 MW away from a generator there, near which some load is drawn
    When these nominations are submitted
      | path | MW  |
      | far  | 100 |
      | near | 40  |
    And the allocation is closed, cleared and posted
    Then the cuts are those of least squares
    When the ISO prefers the most MW, and clears and posts again
    Then the cuts are on the path that loads the limit more

  @MS-ALC-92
  @result:bought-not-held
  Scenario: A trading hub is nominated as one and cut by its generators, with offsets between them
    Given an allocation of one month in which nobody has nominated yet
    And the ISO lets 7 MW out of one generator of a trading hub there
    When these nominations are submitted
      | path | MW  |
      | hub  | 100 |
    And the allocation is closed, cleared and posted
    Then what that generator lacks is awarded less, and offset by the others of the hub

  @MS-ALC-93
  @result:ignored-set-asides @result:ignored-base-loading
  @req:DECK-110
  Scenario: An annual allocation leaves what is held already, and the import capacity that is set aside for the auction
    Given an allocation of one year in which nobody has nominated yet
    And the ISO lets 40 MW in beyond what is set aside and loaded at a scheduling point there
    And the second participant holds 20 MW inward
    When these nominations are submitted
      | nominator | path   | MW |
      | we        | inward | 60 |
      | second    | inward | 20 |
    And the allocation is closed, cleared and posted
    Then the awards are
      | nominator | path   | MW |
      | we        | inward | 15 |
      | second    | inward | 5  |

  @MS-ALC-94
  @result:withdrawn-left-in @result:silent
  Scenario: A nomination at a location that is withdrawn after submission is left out, and its owner is told
    Given an allocation of one month in which nobody has nominated yet
    And the ISO lets 20 MW in at a scheduling point there, as a line after an outage allows
    When these nominations are submitted
      | nominator | path      | MW |
      | we        | inward    | 15 |
      | we        | elsewhere | 7  |
      | second    | inward    | 25 |
    Then the first participant has no message that a nomination was left out
    When the ISO withdraws the source of the path elsewhere
    And the allocation is closed, cleared and posted
    Then the awards are
      | nominator | path   | MW   |
      | we        | inward | 7.5  |
      | second    | inward | 12.5 |
    And the first participant has a private message that a nomination was left out
    And the second participant has no message that a nomination was left out

  @MS-ALC-90
  @rule:record-location-listed
  Scenario: A nomination at a location that is withdrawn before submission is not submitted
    Given an OPEN monthly allocation
    And a source and a sink that may be nominated there
    And we have created a portfolio with one nomination
    When the ISO withdraws the source of our nomination
    And we submit the portfolio
    Then the portfolio is INVALID
    And its error message names that source
