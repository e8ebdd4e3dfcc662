@assumed
Feature: What a market begins with is published before it takes bids
  Its sources and sinks, what is replaced in its periods, what is loaded already and what is set aside.

  @MS-INF-53 @private-system
  @req:DECK-127
  @result:stale-lists @result:silent
  Scenario: A later source and sink list withdraws a location, and everyone is told of each version
    Given we hold the function CRRH
    And another participant holds the function CLSE
    And the name of an auction that the ISO is about to announce
    When the ISO announces it
    Then no source and sink list of it is out
    And both of us are told when the lists v0 and v1 come out
    When the ISO publishes its data
    Then the list v0 is in force, and every location of it is listed
    When the ISO opens its window
    Then the list v1 is in force, with the locations of v0
    When the ISO withdraws a location from its list
    Then the list v2 is in force, with the locations of v0 but for that one
    And both of us are told of v2, and its attachment names that location
    When the ISO withdraws another location from its list instead
    Then the list v3 is in force, with the locations of v0 but for that one
    And both of us are told of v3, and its attachment names that location

  @MS-INF-54
  @result:stale-lists
  Scenario Outline: A location that is replaced in the periods of an <market> is not listed there, and its replacement is
    Given we hold the function CRRH
    And an OPEN <market>
    And locations that are replaced in its periods
    When we download its source and sink list
    Then the request is accepted
    And no location that is replaced is listed
    And each replacement may be bid in either time of use, and is replaced by none

    Examples:
      | market             |
      | monthly auction    |
      | annual auction     |
      | monthly allocation |
      | annual allocation  |

  @MS-INF-55
  @result:short-model-data
  Scenario Outline: The base loading of an <market> is the public inventory, grouped
    Given we hold the function CRRH
    And an OPEN <market>
    And CRRs that are held in its periods
    When we download its base loading, everybody's CRRs and what is replaced
    Then each path is loaded with the most that is held there on any day of its period

    Examples:
      | market             |
      | monthly auction    |
      | annual auction     |
      | monthly allocation |

  @MS-INF-56 @private-system
  @result:short-model-data
  Scenario: Of what base loading leaves of each intertie, an annual allocation sets a share aside
    Given we hold the function CLSE
    And an OPEN annual allocation
    When we download its set-asides and its base loading
    Then every intertie has its share set aside in each product

  @MS-INF-57 @code:DWL0005
  Scenario Outline: Of an <market> nothing is set aside
    Given we hold the function CRRH
    And an OPEN <market>
    When we ask for its set-asides
    Then we are refused with DWL0005

    Examples:
      | market             |
      | monthly auction    |
      | annual auction     |
      | monthly allocation |
