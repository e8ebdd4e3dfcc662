@model
Feature: Which version rules a trade date, and what a later statement corrects
  The request holds for trade dates from 1 August 2019 and went into production on 30 October 2019. That a statement is
  calculated by what was in production on the day it was run is our reading of the two dates. So are the days on which
  statements are due: business days are weekdays but for federal holidays.

  @MS-SET-14 @req:PRR-023 @req:PRR-034
  @settlement:sign-turned @settlement:offset-to-all-areas
  Scenario Outline: Trade date <trade date>, statement <statement> of <run date>, <case>
    Given these areas in one interval
      | area | demand in MWh |
      | IPCO | 900           |
      | AZPS | 900           |
      | CISO | 9000          |
    And these transfers in one interval
      | from | to   | MWh |
      | IPCO | AZPS | 100 |
    And the system price is 0 $/MWh
    And the offset of IPCO is -1,000 $ in five minutes
    When a statement of trade date <trade date> is run on <run date>
    Then it is calculated by the rule set <rules>
    And its statement <statement> is due on <due>
    And charge code 64770 of IPCO is <amount> $

    Examples:
      | case                       | trade date | statement | due        | run date   | rules           | amount   |
      | the day before             | 2019-07-31 | T+9M      | 2020-04-30 | 2020-05-29 | before-prr-1185 | -900.00  |
      | first day, too early       | 2019-08-01 | T+55B     | 2019-10-21 | 2019-10-21 | before-prr-1185 | -900.00  |
      | first day, nine months on  | 2019-08-01 | T+9M      | 2020-05-01 | 2020-05-01 | prr-1185        | -1000.00 |
      | the boundary               | 2019-08-12 | T+55B     | 2019-10-30 | 2019-10-30 | prr-1185        | -1000.00 |
      | last day before production | 2019-10-29 | T+3B      | 2019-11-01 | 2019-11-01 | prr-1185        | -1000.00 |

  @MS-SET-30 @req:PRR-023 @req:PRR-034
  Scenario Outline: The statement that first carries the request: trade date <trade date>
    Then the first statement of trade date <trade date> by the rule set prr-1185 is <statement>, due on <due>

    Examples:
      | trade date | statement | due        |
      | 2019-08-01 | T+9M      | 2020-05-01 |
      | 2019-08-12 | T+55B     | 2019-10-30 |
      | 2019-09-03 | T+55B     | 2019-11-21 |
      | 2019-10-15 | T+12B     | 2019-10-31 |
      | 2019-10-29 | T+3B      | 2019-11-01 |

  @MS-SET-32 @req:PRR-012 @req:PRR-013 @req:PRR-014 @req:PRR-015
  Scenario: One request brings two versions of one guide
    Then the request brings version 5.10 of CC 6477
    And the request brings version 5.2 of CC 64770
    And the request brings versions 5.19 and 5.20 of PC Real Time Energy Quantity
    And on every trade date from 1 August 2019 on exactly one of them rules
