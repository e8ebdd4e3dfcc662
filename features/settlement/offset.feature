@invariant
Feature: The offset of imbalance energy, area by area
  What an area's offset comes to, who bears it, and that nobody bears another area's.

  @MS-SET-11 @req:PRR-020
  @settlement:transfer-adjustment-on @settlement:old-rules @settlement:offset-to-all-areas
  Scenario: From the effective date on no part of an area's offset moves to another
    Given the trade date is 1 August 2019
    And these areas in one interval
      | area | demand in MWh |
      | IPCO | 900           |
      | AZPS | 900           |
      | CISO | 9000          |
    And these transfers in one interval
      | from | to   | MWh |
      | IPCO | AZPS | 100 |
    And the system price is 0 $/MWh
    And the offset of IPCO is -1,000 $ in five minutes
    When the offsets are settled by the rules of the trade date
    Then charge code 64770 of IPCO is -1000.00 $
    And charge code 64770 of AZPS is 0.00 $
    And no change of an area's own amounts changes another area's offset

  @MS-SET-28 @model
  @settlement:sign-turned @settlement:offset-to-all-areas
  Scenario: The day before, the part that a policy describes moves with the energy
    Given the trade date is 31 July 2019
    And the policy legacy_adjustment is legacy_share
    And these areas in one interval
      | area | demand in MWh |
      | IPCO | 900           |
      | AZPS | 900           |
      | CISO | 9000          |
    And these transfers in one interval
      | from | to   | MWh |
      | IPCO | AZPS | 100 |
    And the system price is 0 $/MWh
    And the offset of IPCO is -1,000 $ in five minutes
    When the offsets are settled by the rules of the trade date
    Then charge code 64770 of IPCO is -900.00 $
    And charge code 64770 of AZPS is -100.00 $

  @MS-SET-13
  @settlement:one-end-only @settlement:average-ghg-price
  Scenario Outline: Both ends of every transfer agree in a system of <areas> areas
    Given 34 random systems of <areas> areas
    When their hours are settled
    Then the identities N1, N2, N3, N4 and N5 hold exactly

    Examples:
      | areas |
      | 3     |
      | 4     |
      | 5     |
      | 6     |
      | 7     |
      | 8     |

  @MS-SET-15 @quoted
  @settlement:exempt-charged @settlement:offset-to-all-areas
  Scenario: The ISO's own offset goes to measured demand, and every other one whole to its EIM entity
    Given these areas in one interval
      | area | IIE in $ |
      | IPCO | -321.09  |
      | AZPS | 55.50    |
      | CISO | 0        |
    And the offset of CISO is 1,234.57 $ in five minutes
    And measured demand of 500, 300 and 200 MWh of three coordinators
    And 400 MWh of a coordinator whose load follows its own generation
    When the interval is settled
    Then charge code 6477 is 617.29, 370.37 and 246.91 $ of the three
    And charge code 6477 is 0.00 $ of the exempt one
    And charge code 6477 adds up to 1234.57 $ to the cent
    And charge code 64770 is the whole offset of every other area, to its EIM entity

  @MS-SET-29 @quoted
  @settlement:sign-turned @settlement:congestion-left-in @settlement:value-sign-turned
  Scenario Outline: The example of the EIM manual closes to zero where <limit> binds
    Given these areas over one hour
      | area | IIE in $ | UIE in $ | congestion collected in $ | congestion paid in $ |
      | EIM1 | -5248.50 | 1749.50  | 1501.00                   | <to EIM1>            |
      | CISO | -5000.00 | 10000.00 | 0                         | <to CISO>            |
    And these transfers over one hour
      | from | to   | MWh |
      | EIM1 | CISO | 100 |
    And the system price is 50 $/MWh
    And measured demand of 500, 300 and 200 MWh of three coordinators
    When the hour is settled
    Then the value of the transfer is 5000.00 $ of EIM1 and -5000.00 $ of CISO in the hour
    And the offset of every area is 0.00 $
    And all that is charged and paid adds up to 0.00 $ in the hour

    Examples:
      | limit                   | to EIM1 | to CISO  |
      | the transfer constraint | -750.50 | -750.50  |
      | the ISO's intertie      | -0.50   | -1500.50 |

  @MS-SET-64 @model
  @settlement:losses-left-in @settlement:congestion-left-in @settlement:value-sign-turned @settlement:sign-turned
  Scenario: It closes to zero with losses in the prices too, -1.00 $/MWh in EIM1 and 0.20 in CISO
    # EIM1 at 50.00 - 15.01 - 1.00 = 33.99: 150 generated, 50 consumed. CISO at 50.20: 100 generated, 200 consumed. Losses
    # collected: 100 out of EIM1 at 1.00, 100 into CISO at 0.20. Imbalance -3,399.00, transfer 5,000.00, congestion
    # 1,501.00 and losses 100.00 are zero in EIM1; 5,020.00, -5,000.00 and losses of 20.00 in CISO.
    Given these areas over one hour
      | area | IIE in $ | UIE in $ | congestion collected in $ | congestion paid in $ | losses collected in $ | losses paid in $ |
      | EIM1 | -5098.50 | 1699.50  | 1501.00                   | -750.50              | 100.00                | -60.00           |
      | CISO | -5020.00 | 10040.00 | 0                         | -750.50              | 20.00                 | -60.00           |
    And these transfers over one hour
      | from | to   | MWh |
      | EIM1 | CISO | 100 |
    And the system price is 50 $/MWh
    And measured demand of 500, 300 and 200 MWh of three coordinators
    When the hour is settled
    Then the value of the transfer is 5000.00 $ of EIM1 and -5000.00 $ of CISO in the hour
    And the offset of every area is 0.00 $
    And all that is charged and paid adds up to 0.00 $ in the hour

  @MS-SET-61 @model
  @settlement:rounded-each-alone
  Scenario: Cents that do not divide are handed out, not made
    Given these areas in one interval
      | area | IIE in $ |
      | CISO | 0        |
    And the offset of CISO is 100.00 $ in five minutes
    And measured demand of 200, 200 and 200 MWh of three coordinators
    When the interval is settled
    Then charge code 6477 is 33.34, 33.33 and 33.33 $ of the three
    And charge code 6477 adds up to 100.00 $ to the cent
