@private-system @mui
Feature: Submitted load is held against the figures of the CEC
  The CEC has figures of its own of each entity's hourly load. Load that is more than 5 percent above them is refused at
  its submission; when the CEC lowers a figure later, load that was VALID turns ERROR until it is submitted anew.

  Background:
    Given we hold the function CLSE
    And the CEC takes part

  @MS-LOAD-03 @contract @rule:load-within-cec
  Scenario: Load stays VALID up to 5 percent above the CEC's, and turns ERROR beyond
    Given an OPEN historical load submission window
    And load of a day for one sink
    And its last hour is of 273.561 MW
    And the CEC has the load of each hour that we have
    When we submit the load
    Then the submission is VALID
    When the CEC lowers our load of that hour to 261.000 MW
    Then our load of the period is still VALID
    When the CEC lowers our load of that hour to 238.357 MW
    Then our load of the period is ERROR
    And its error message has a text for that hour, with its date and sink

  @MS-LOAD-51 @contract @rule:load-within-cec
  Scenario Outline: Load that turned ERROR has a text for each hour of the <kind> load that is above
    Given an OPEN <kind> load submission window
    And load of a day for one sink
    When we submit the load
    Then the submission is VALID
    When the CEC lowers our load of every hour to 0.000 MW
    Then our load of the period is ERROR
    And its error message has a text for every hour, with its date and sink

    Examples:
      | kind       |
      | historical |
      | forecast   |

  @MS-LOAD-52 @assumed @rule:load-within-cec
  Scenario: The limit is rounded to 0.001 MW
    Given an OPEN historical load submission window
    And load of a day for one sink
    And its last hour is of 250.276 MW
    When we submit the load
    Then the submission is VALID
    When the CEC lowers our load of that hour to 238.358 MW
    Then our load of the period is still VALID
    When the CEC lowers our load of that hour to 238.357 MW
    Then our load of the period is ERROR

  @MS-LOAD-53 @contract @rule:load-within-cec
  Scenario: The CEC turns the load of three entities red, and one of them heals its own
    Given an OPEN historical load submission window
    And three of us have submitted load of a day for the same sink, the last hour of 273.561 MW
    And the load of all three is VALID
    When the CEC lowers the load of each of the three in that hour to 238.357 MW
    Then the load of all three is ERROR
    When the first of them submits again, its last hour now of 250.274 MW
    Then the submission is VALID
    And the load of the first is VALID
    And the load of the other two is still ERROR

  @MS-LOAD-54 @seed @code:SER0030
  @req:DECK-035 @req:DECK-101
  Scenario Outline: A sink of <kind> load above the CEC's figure is refused at its submission, the other sink is kept
    Given an OPEN <kind> load submission window
    And load of a day for two sinks
    And its last hour is of 273.561 MW
    And the CEC has 238.357 MW of ours in that hour
    When we submit the load
    Then we are refused with SER0030
    And the refusal has one entry, which names the last sink
    And none of the last sink's load is kept
    And every hour of the first sink reads back as it was sent

    Examples:
      | kind       |
      | historical |
      | forecast   |

  @MS-LOAD-55 @assumed @code:SER0030
  Scenario: Load in ERROR stays so until what is submitted anew is within the figure
    Given an OPEN historical load submission window
    And load of a day for one sink
    And its last hour is of 273.561 MW
    When we submit the load
    Then the submission is VALID
    When the CEC lowers our load of that hour to 238.357 MW
    And we submit the load again, its last hour now of 260.000 MW
    Then we are refused with SER0030
    And our load of the period is still ERROR
    When the CEC raises our load of that hour to 300.000 MW
    Then our load of the period is still ERROR
    When we submit the load again, its last hour now of 260.000 MW
    Then the submission is VALID
    And our load of the period is VALID

  @MS-LOAD-56 @assumed @result:cec-of-all
  Scenario: The CEC's figure of another entity changes nothing for us
    Given an OPEN historical load submission window
    And load of a day for one sink
    And its last hour is of 273.561 MW
    When we submit the load
    Then the submission is VALID
    When the CEC lowers the load of another of us in that hour to 1.000 MW
    Then our load of the period is still VALID
    When the CEC lowers our load of that hour to 238.357 MW
    Then our load of the period is ERROR
    And its error message has a text for that hour, with its date and sink
