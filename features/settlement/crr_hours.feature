@model
Feature: What a CRR is worth in the hours that it is settled in
  MW times the day-ahead congestion price of its sink less that of its source, in the hours of its time of use from its
  first day to its last: an obligation's may be a charge, an option's not. Payments are negative amounts.

  @MS-SET-48
  @settlement:obligation-floored @settlement:option-not-floored @settlement:ends-swapped
  @settlement:sign-turned-crr
  Scenario: An obligation against the congestion is charged, an option is not
    Given these CRRs of 3 March 2026
      | CRR | owner | source | sink | TOU | hedge | MW   |
      | A   | ONE   | S      | T    | ON  | OBL   | 12.5 |
      | B   | ONE   | T      | S    | ON  | OBL   | 12.5 |
      | C   | TWO   | S      | T    | ON  | OPT   | 12.5 |
      | D   | TWO   | T      | S    | ON  | OPT   | 12.5 |
    And these congestion prices
      | hour | S     | T    |
      | 9    | -3.25 | 4.75 |
      | 10   | 2     | 1    |
    When the CRRs are settled by crr-before-2019
    Then the hourly amounts are
      | CRR | 9       | 10     |
      | A   | -100.00 | 12.50  |
      | B   | 100.00  | -12.50 |
      | C   | -100.00 | 0.00   |
      | D   | 0.00    | -12.50 |

  @MS-SET-49
  @settlement:tou-ignored
  Scenario Outline: <hour> is an hour of <tou> alone
    Given a CRR of each time of use, 10 MW, on <day>
    And hour <ending> of <day> is congested, at 20 $/MWh from source to sink
    When the CRRs are settled by crr-before-2019
    Then only the CRR of <tou> is paid, 200.00 $

    Examples:
      | hour                   | day          | ending | tou |
      | the last of the night  | 3 March 2026 | 6      | OFF |
      | the first of the day   | 3 March 2026 | 7      | ON  |
      | the last of the day    | 3 March 2026 | 22     | ON  |
      | the first after it     | 3 March 2026 | 23     | OFF |
      | noon of a Saturday     | 7 March 2026 | 12     | ON  |
      | noon of a Sunday       | 1 March 2026 | 12     | OFF |
      | noon before a holiday  | 3 July 2026  | 12     | ON  |

  @MS-SET-50
  @settlement:holiday-ignored
  Scenario Outline: <holiday> is OFF all day
    Given a CRR of each time of use, 10 MW, on <day>
    And hour 12 of <day> is congested, at 20 $/MWh from source to sink
    When the CRRs are settled by crr-before-2019
    Then only the CRR of OFF is paid, 200.00 $

    Examples:
      | holiday                       | day              |
      | New Year's Day, kept on Monday | 2 January 2023   |
      | Memorial Day                  | 25 May 2026      |
      | Independence Day, a Saturday  | 4 July 2026      |
      | Labor Day                     | 7 September 2026 |
      | Thanksgiving Day              | 26 November 2026 |
      | Christmas Day                 | 25 December 2026 |

  @MS-SET-51
  @settlement:hour-shifted-crr
  Scenario Outline: ON hours follow the clock, <when>
    Given a CRR of each time of use, 10 MW, on <day>
    And hour <ending> of <day> is congested, at 20 $/MWh from source to sink
    When the CRRs are settled by crr-before-2019
    Then only the CRR of <tou> is paid, 200.00 $

    Examples:
      | when                                          | day             | ending | tou |
      | in the morning after the clocks went forward  | 9 March 2026    | 7      | ON  |
      | in the evening after the clocks went forward  | 9 March 2026    | 23     | OFF |
      | in the last morning before they go back       | 31 October 2026 | 7      | ON  |

  @MS-SET-52
  @settlement:utc-days-crr @settlement:last-hour-lost @settlement:sign-turned-crr
  Scenario Outline: A CRR of <day> is settled in the <hours> hours of that day and in no other
    Given an OFF CRR of 10 MW that holds on <day> alone
    And every hour of that day and the days around it is congested, at 1 $/MWh from source to sink
    When the CRRs are settled by crr-before-2019
    Then the CRR is settled in <hours> hours
    And the amounts of the month are
      | CRR | amount   |
      | OFF | <amount> |

    Examples:
      | day             | hours | amount  |
      | 8 March 2026    | 23    | -230.00 |
      | 15 March 2026   | 24    | -240.00 |
      | 1 November 2026 | 25    | -250.00 |
