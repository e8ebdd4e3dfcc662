@contract
Feature: Load that cannot be taken is refused, sink by sink where it can be
  A submission into the wrong window, of the wrong period or of a kind that is not ours to submit is refused as a
  whole. A fault in the hours of one sink costs that sink alone, which is submitted again when it is mended.

  Background:
    Given we hold the function CLSE

  @MS-LOAD-41 @code:LHFV0033
  Scenario Outline: Nothing is taken into a CLOSED <kind> window
    Given a CLOSED <kind> load submission window
    And load of a day for one sink
    When we submit the load
    Then we are refused with LHFV0033
    And none of it is kept

    Examples:
      | kind       |
      | historical |
      | forecast   |

  @MS-LOAD-42 @code:LHFV0033 @assumed
  Scenario Outline: Load of the other flag is not taken into a window for <kind> load
    Given an OPEN <kind> load submission window
    And load of a day for one sink
    And it says that it is of the other flag
    When we submit the load
    Then we are refused with LHFV0033
    And none of it is kept

    Examples:
      | kind       |
      | historical |
      | forecast   |

  @MS-LOAD-43 @code:LHFV0031
  Scenario: Load of a period that the window does not have is refused
    Given an OPEN historical load submission window
    And load of a day for one sink
    And it says a period that the window does not have
    When we submit the load
    Then we are refused with LHFV0031
    And none of it is kept

  @MS-LOAD-44 @code:LHFV0031
  Scenario Outline: The <what> of a period that the window does not have is not told
    Given an OPEN historical load submission window
    When we ask for the <what> of a period that the window does not have
    Then we are refused with LHFV0031

    Examples:
      | what       |
      | load       |
      | exceedance |

  @MS-LOAD-45 @code:LHFV0026
  Scenario: Gross load of one that is no metered subsystem is refused, and with it all the rest
    Given we are no metered subsystem
    And an OPEN historical load submission window
    And load of a day for two sinks
    And an hour of the last sink is of gross load
    When we submit the load
    Then we are refused with LHFV0026
    And none of it is kept

  @MS-LOAD-46 @code:SER0030 @assumed
  Scenario Outline: A sink with an hour that <flaw> is refused, and the other sink is kept
    Given an OPEN historical load submission window
    And load of a day for two sinks
    And an hour of the last sink <flaw>
    When we submit the load
    Then we are refused with SER0030
    And the refusal has one entry, which names the last sink
    And none of the last sink's load is kept
    And every hour of the first sink reads back as it was sent

    Examples:
      | flaw                              |
      | begins its day an hour late       |
      | lies before the period            |
      | is one that the day does not have |
      | is there twice                    |

  @MS-LOAD-47 @code:SER0030 @assumed
  Scenario: A sink that does not exist is refused, and the other sink is kept
    Given an OPEN historical load submission window
    And load of a day for two sinks
    And the last sink is one that does not exist
    When we submit the load
    Then we are refused with SER0030
    And the refusal has one entry, which names the last sink
    And none of the last sink's load is kept
    And every hour of the first sink reads back as it was sent

  @MS-LOAD-48 @code:SER0030 @assumed
  Scenario: On the short day of spring there is no hour ending 3
    Given an OPEN historical load submission window
    And a day of 23 hours in one of its periods
    And load of that day for one sink
    And an hour of the last sink is hour ending 3
    When we submit the load
    Then we are refused with SER0030
    And the refusal has one entry, which names the last sink
    And none of it is kept

  @MS-LOAD-49 @code:SER0030 @assumed
  Scenario: The sink that failed is submitted again by itself
    Given an OPEN historical load submission window
    And load of a day for two sinks
    And an hour of the last sink begins its day an hour late
    When we submit the load
    Then we are refused with SER0030
    And none of the last sink's load is kept
    When we submit the load of the last sink again, mended
    Then the submission is VALID
    And every hour reads back as it was sent

  @MS-LOAD-50 @code:SER0017 @intrusive
  Scenario Outline: An hour that <flaw> breaks the contract
    Given an OPEN historical load submission window
    And load of a day for one sink
    And an hour of the last sink <flaw>
    When we submit the load in breach of the contract
    Then we are refused with SER0017
    And none of it is kept

    Examples:
      | flaw                 |
      | is hour ending 0     |
      | is hour ending 26    |
      | is of less than 0 MW |
      | is of an unknown kind |
