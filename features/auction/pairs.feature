@assumed
Feature: Bids run only between kinds of locations that are tied to the delivery of supply
  Since 2018 the auction takes generators, trading hubs and scheduling points as sources, and scheduling points, load
  aggregation points and trading hubs as sinks. Which kinds go together is what a trader's tool knows of it.

  Background:
    Given we hold the function CRRH
    And an OPEN monthly auction

  @MS-AUC-03 @code:SER0030
  Scenario Outline: Nobody bids from <path>
    Given a <source> and a <sink> that may be bid there
    When we create a portfolio with one bid
    Then we are refused with SER0030
    And the refusal has one entry, which names the first bid
    And our portfolio is not listed

    Examples:
      | path                              | source                 | sink                   |
      | generator to generator            | generator              | generator              |
      | hub to generator                  | trading hub            | generator              |
      | hub to hub                        | trading hub            | trading hub            |
      | scheduling point to generator     | scheduling point       | generator              |
      | scheduling point to the like      | scheduling point       | scheduling point       |
      | load to generator                 | load aggregation point | generator              |
      | load to load                      | load aggregation point | load aggregation point |
      | load to hub                       | load aggregation point | trading hub            |
      | load to scheduling point          | load aggregation point | scheduling point       |

  @MS-AUC-77 @result:short-records
  Scenario Outline: Bids run from <path>
    Given a <source> and a <sink> that may be bid there
    When we create a portfolio with one bid
    Then the portfolio is VALID
    When we read the portfolio
    Then it holds the bids that we sent

    Examples:
      | path                      | source           | sink                   |
      | generator to load         | generator        | load aggregation point |
      | generator to hub          | generator        | trading hub            |
      | generator to the border   | generator        | scheduling point       |
      | hub to load               | trading hub      | load aggregation point |
      | hub to the border         | trading hub      | scheduling point       |
      | the border to load        | scheduling point | load aggregation point |
      | the border to a hub       | scheduling point | trading hub            |
