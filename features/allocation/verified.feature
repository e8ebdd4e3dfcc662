@assumed
Feature: An oracle that trusts nobody proves the results of an allocation
  It shares no code with whatever allocated, and works its own way from the network and the nominations to what the
  participants were told.

  @MS-ALC-100 @private-system
  @result:scaled-awards @result:first-come @result:missing-binding @result:flipped-binding
  @result:ignored-contingencies @result:other-objective @result:bought-not-held @result:short-in-private
  @result:copied-product @result:ignored-capacity-factor
  Scenario: Five load-serving entities nominate, and what each of them is told is proved
    Given we hold the function CLSE
    And 5 participants that may nominate
    And an allocation of one month in which nobody has nominated yet
    And the ISO releases so little of the grid that many limits bind
    When every one of them submits nominations on paths of all kinds
    And the allocation is closed, cleared and posted
    Then the ISO's market folder holds what was nominated, hubs by their generators
    And several limits bind, some of them after an outage
    And some nominations are cut, and the cuts of hubs are offset
    And the oracle finds nothing wrong in what the participants were told

  @MS-ALC-101
  @result:short-in-private
  Scenario: A load-serving entity proves what it can see of a posted allocation
    Given we hold the function CLSE
    And a POSTED monthly allocation
    And results of ours in it
    And the nominations of ours that were submitted there
    When we download everything that a participant is given of it
    Then the oracle finds nothing wrong in what we were told
    And it tells what a participant cannot check
