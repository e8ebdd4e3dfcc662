@assumed
Feature: An oracle that trusts nobody proves the results of an auction
  It shares no code with whatever cleared the auction, and works its own way from the network and the bids to what the
  participants were told.

  @MS-AUC-100 @private-system
  @result:scaled-awards @result:wrong-price @result:missing-binding @result:ignored-contingencies
  @result:sold-not-removed
  Scenario: Twenty participants bid, and what each of them is told is proved
    Given we hold the function CRRH
    And 20 participants that may bid
    And an auction of one month in which nobody has bid yet
    And the ISO releases so little of the grid that many limits bind
    And three of the participants offer what they hold there
    When every other participant submits bids on paths of all kinds
    And the auction is closed, cleared and posted
    Then the ISO's market folder holds what was submitted
    And several limits bind, some of them after an outage
    And some are paid for counterflow, and some sell what they hold
    And the oracle finds nothing wrong in what the participants were told

  @MS-AUC-131
  @result:wrong-path-price @result:short-in-private
  Scenario: A participant proves what it can see of a posted auction
    Given we hold the function CRRH
    And a POSTED monthly auction
    And results of ours in it
    And the bids of ours that were submitted there
    When we download everything that a participant is given of it
    Then the oracle finds nothing wrong in what we were told
    And it tells what a participant cannot check
