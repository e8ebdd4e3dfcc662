@model
Feature: The greenhouse-gas credit of transfers without a compliance obligation
  Two products are quoted in the request: quantity times price, in five minutes, of the fifteen-minute and of the
  five-minute market. How the quantity comes about is our model: an area's net export less what was attributed to it.
  In one interval IPCO delivers 10 MWh at 34 $/MWh, 6 of them under obligation; AZPS takes 4 at 34 and CISO 6 at 40.

  @MS-SET-05 @quoted @req:PRR-041 @req:PRR-070 @req:PRR-071 @req:PRR-072
  @settlement:price-not-expanded @settlement:average-ghg-price
  Scenario: The fifteen-minute price becomes a price of every five minutes, and the five-minute one stays as it is
    Given the fifteen-minute greenhouse-gas price of AZPS is 5, 6, 7 and 6 $/MWh
    And the five-minute greenhouse-gas price of AZPS is 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 12 $/MWh
    When the hour is settled
    Then BAA15MFMMGHGPrice of AZPS is 5, 5, 5, 6, 6, 6, 7, 7, 7, 6, 6 and 6 $/MWh
    And BAARTDGHGPrice of AZPS is 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 12 $/MWh
    And BAA15MFMMGHGPrice is the only price between inputs and amounts, made of BAAFMMGHGPrice
    And the register describes BAA15MFMMGHGPrice as the area's marginal greenhouse-gas price of the fifteen-minute market

  @MS-SET-06 @quoted @req:PRR-021 @req:PRR-057 @req:PRR-058
  @settlement:sign-turned @settlement:no-credit @settlement:fmm-not-deducted @settlement:credit-sign-turned
  Scenario: The credit of either market is quantity times price
    Given the credit quantity of AZPS is -2 MWh in the fifteen-minute market, at a greenhouse-gas price of 6 $/MWh
    And it is 0.5 MWh in the five-minute market, at a greenhouse-gas price of 8 $/MWh
    When the hour is settled
    Then BAAFMMGHGCreditAmount of AZPS is -12.00 $ in every five minutes
    And BAARTDGHGCreditAmount of AZPS is 4.00 $ in every five minutes

  @MS-SET-07 @req:PRR-021 @req:PRR-057 @req:PRR-058
  @settlement:no-credit @settlement:credit-on-whole-transfer @settlement:credit-not-closed @settlement:sign-turned
  @settlement:credit-sign-turned @settlement:value-sign-turned
  Scenario: A transfer between two areas has the credit, the part with an obligation has not
    Given these areas in one interval
      | area | IIE in $ | awards in $ | attributed in MWh |
      | IPCO | -340     | -36         | 6                 |
      | AZPS | 136      | 0           | 0                 |
      | CISO | 240      | 0           |                   |
    And these transfers in one interval
      | from | to   | MWh |
      | IPCO | CISO | 6   |
      | IPCO | AZPS | 4   |
    And the system price is 40 $/MWh
    And the greenhouse-gas price of every area is 6 $/MWh in either market
    When the interval is settled
    Then the credit quantities are 4 MWh of IPCO, -4 MWh of AZPS and 0 MWh of CISO in the fifteen-minute market
    And the offset of every area is 0.00 $
    But without the credit the offset is -24.00 $ of IPCO, 24.00 $ of AZPS and 0.00 $ of CISO

  @MS-SET-08 @req:PRR-021 @req:PRR-057 @req:PRR-058
  @settlement:credit-on-whole-transfer @settlement:credit-not-closed
  Scenario: A transfer that is wholly under obligation has no credit, charge code 491 having paid 36 $ for it
    Given these areas in one interval
      | area | IIE in $ | awards in $ | attributed in MWh |
      | IPCO | -204     | -36         | 6                 |
      | CISO | 240      | 0           |                   |
    And these transfers in one interval
      | from | to   | MWh |
      | IPCO | CISO | 6   |
    And the system price is 40 $/MWh
    And the greenhouse-gas price of every area is 6 $/MWh in either market
    When the interval is settled
    Then every credit quantity is 0 MWh
    And every credit amount is 0 $
    And the offset of every area is 0.00 $

  @MS-SET-09 @req:PRR-031 @req:PRR-043 @req:PRR-059 @req:PRR-066
  @settlement:average-ghg-price @settlement:leftover-to-system
  Scenario: An averaged price leaves a remainder, a single price leaves none
    Given these areas in one interval
      | area | IIE in $ | awards in $ | attributed in MWh |
      | IPCO | -340     | -36         | 6                 |
      | AZPS | 136      | 0           | 0                 |
      | CISO | 240      | 0           |                   |
    And these transfers in one interval
      | from | to   | MWh |
      | IPCO | CISO | 6   |
      | IPCO | AZPS | 4   |
    And the system price is 40 $/MWh
    And the greenhouse-gas price of every area is 6 $/MWh in either market
    And the averaged greenhouse-gas price of AZPS is 0.50 $/MWh below its own in the fifteen-minute market
    When the interval is settled by the rule set prr-1185-draft
    Then 2.00 $ are left over in every five minutes, which identity N4 finds, with AZPS and IPCO behind it
    When the interval is settled by the rule set prr-1185
    Then nothing is left over
