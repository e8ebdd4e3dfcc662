@model
Feature: An hour of three areas, worked by hand
  IPCO sends energy to CISO, all of it under obligation, and 24 MW to AZPS, none of which is. Imbalance amounts and demand
  are figures of ours: what the scenarios say does not depend on them.

  Background:
    Given these areas over one hour
      | area | IIE in $ | demand in MWh |
      | IPCO | -2640    | 900           |
      | AZPS | 816      | 1200          |
      | CISO | 2400     | 24000         |
    And these values by quarter of the hour, IPCO being the area that transfers leave
      | what                                               | 1    | 2  | 3  | 4  |
      | schedule in MW, CISO                               | 48   | 60 | 72 | 60 |
      | dispatch in MW, CISO                               | 40   | 60 | 80 | 60 |
      | schedule in MW, AZPS                               | 24   | 24 | 24 | 24 |
      | dispatch in MW, AZPS                               | 24   | 24 | 24 | 24 |
      | submitted in MWh, AZPS                             | 2    | 2  | 2  | 2  |
      | attributed in MW, fifteen-minute market            | 48   | 60 | 72 | 60 |
      | attributed in MW, five-minute market               | 40   | 60 | 80 | 60 |
      | greenhouse-gas price in $/MWh, fifteen-minute market | 5    | 6  | 7  | 6  |
      | greenhouse-gas price in $/MWh, five-minute market  | 5.50 | 6  | 8  | 6  |
    And the system price is 40 $/MWh
    And measured demand of 500, 300 and 200 MWh of three coordinators

  @MS-SET-10 @invariant @req:PRR-031 @req:PRR-043
  @settlement:average-ghg-price @settlement:one-end-only @settlement:sign-turned
  @settlement:credit-sign-turned
  Scenario: Nothing is left over for the ISO's own offset over a whole hour
    Given the tag of the hour from IPCO to CISO is 54 MWh
    And the averaged greenhouse-gas price of AZPS is 0.50 $/MWh below its own in the fifteen-minute market
    When the hour is settled
    Then the credits of the hour are 104.50 $ of IPCO, -144.00 $ of AZPS and 39.50 $ of CISO
    And nothing is left over
    And the credit changes the offset of CISO by 39.50 $ in the hour
    And charge code 6477 by that alone, to the cent in every five minutes
    When the hour is settled by the rule set prr-1185-draft
    Then 12.00 $ are left over in the hour, which identity N4 finds, with AZPS and IPCO behind it

  @MS-SET-27
  @settlement:flat-shape @settlement:no-credit @settlement:mw-as-mwh @settlement:price-not-expanded
  Scenario: A tag that equals the dispatch leaves the five-minute market nothing to credit
    Given the tag of the hour from IPCO to CISO is 60 MWh
    When the hour is settled
    Then the credits of the hour are 144.00 $ of IPCO, -144.00 $ of AZPS and 0.00 $ of CISO
    And every credit amount of the five-minute market is 0.00 $

  @MS-SET-39
  @settlement:base-left-in
  Scenario: A base transfer has no part in the credit
    Given the tag of the hour from IPCO to CISO is 60 MWh
    And a base transfer of 12 MW from IPCO to AZPS
    And the policy fmm_leg is less_base
    When the hour is settled
    Then the credits of the hour are 72.00 $ of IPCO, -72.00 $ of AZPS and 0.00 $ of CISO

  @MS-SET-31 @invariant
  @settlement:old-rules @settlement:one-end-only
  Scenario: What a rerun by new rules moves adds up to nothing over the areas
    Given the tag of the hour from IPCO to CISO is 54 MWh
    When the hour is settled by the rule set before-prr-1185
    And the hour is settled by the rule set prr-1185
    Then the rerun changes the credits of the hour by 104.50 $ of IPCO, -144.00 $ of AZPS and 39.50 $ of CISO
    And what it changes adds up to nothing over the areas, in every five minutes
