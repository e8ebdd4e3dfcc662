@assumed @private-system
Feature: CRRs follow the load from month to month
  The MW that moved are customers times kW at the N hours, by class, netted between each two load-serving entities. Each
  seasonal or long-term right of the loser moves by the share that this is of all its load: the gainer gets an LSE_LMT on
  the same path, the loser an LMT_CNT against it. Months that follow change the MW of these, and make no new ones.

  Background:
    Given we hold the function CUDC
    And an OPEN load migration market
    And the utilities and load-serving entities that take part in it
    And what everybody holds

  @MS-LMG-01 @code:LMV0103
  @result:counterflow-not-turned @result:counterflow-short @result:moves-cut-off @result:moves-not-netted
  @result:private-leak
  Scenario: Three utilities upload, the window closes, and the ISO runs the migration and posts it
    When the utilities upload rates, customers and these transfers
      | utility | class       | from | to | customers |
      | first   | RESIDENTIAL | A    | C  | 12345     |
      | first   | RESIDENTIAL | C    | A  | 2000      |
      | first   | SMALL_COM   | A    | C  | 321       |
      | second  | RESIDENTIAL | B    | D  | 1500      |
      | second  | LARGE1_15   | C    | D  | 77        |
      | third   | RESIDENTIAL | D    | C  | 700       |
    And its window closes
    And the ISO runs the migration
    Then neither utilities nor load-serving entities are told its results: they are refused with LMV0103
    When the ISO posts the migration
    Then it is on the posted list of migration markets alone, as POSTED
    And the oracle finds nothing wrong with what load and CRRs moved
    And every CRR that was gained has its counterflow with the one who lost it
    And the oracle finds nothing wrong in what everybody holds now

  @MS-LMG-02 @result:new-id-each-month @result:moves-cut-off
  Scenario: In the month that follows the same CRRs are adjusted
    When the utilities upload rates, customers and these transfers
      | utility | class       | from | to | customers |
      | first   | RESIDENTIAL | A    | C  | 12345     |
      | second  | RESIDENTIAL | B    | D  | 1500      |
    And the window closes and the ISO runs the migration and posts it
    Then the oracle finds nothing wrong with what load and CRRs moved
    And the oracle finds nothing wrong in what everybody holds now
    When the month that follows is open
    And the utilities upload these transfers
      | utility | class       | from | to | customers |
      | first   | RESIDENTIAL | A    | C  | 4321      |
      | second  | RESIDENTIAL | B    | D  | 999       |
    And the window closes and the ISO runs the migration and posts it
    Then the oracle finds nothing wrong with what load and CRRs moved
    And the CRRs of the month before are adjusted, and no new one is made
    And every CRR that was gained has its counterflow with the one who lost it
    And the oracle finds nothing wrong in what everybody holds now

  @MS-LMG-03 @code:LMV023 @result:monthly-moves-too
  Scenario: Transfers of another month are refused, and what a month allocated does not move
    Given the ISO has allocated to A a CRR of a season and one of the month
    And customer transfers that we have not posted for it
    When we post them with another effective date
    Then we are refused with LMV023
    And our list is as it was before
    When the utilities upload rates, customers and these transfers
      | utility | class       | from | to | customers |
      | first   | RESIDENTIAL | A    | C  | 12345     |
    And the window closes and the ISO runs the migration and posts it
    Then the oracle finds nothing wrong with what load and CRRs moved
    And what A lost comes of its CRR of the season, and nothing of that of the month
    And the oracle finds nothing wrong in what everybody holds now

  @MS-LMG-61 @result:ties-to-odd
  Scenario Outline: Of 100 MW with <share> per cent of the load <moved> MW move, for half a step goes to the even one
    Given the ISO has allocated to A a CRR of a season of 100 MW
    When the utilities upload rates, customers and these transfers
      | utility | class       | from | to | customers   | served |
      | first   | RESIDENTIAL | A    | C  | <customers> | 200000 |
    And the window closes and the ISO runs the migration and posts it
    Then A is told that it lost <share> per cent of its load
    And <moved> MW of that CRR moved to C

    Examples:
      | share  | customers | moved |
      | 0.4795 | 959       | 0.480 |
      | 0.4805 | 961       | 0.480 |

  @MS-LMG-67 @result:counterflow-short
  Scenario Outline: Of <mw> MW with <share> per cent of the load <moved> MW move
    Given the ISO has allocated to A a CRR of a season of <mw> MW
    When the utilities upload rates, customers and these transfers
      | utility | class       | from | to | customers   | served   |
      | first   | RESIDENTIAL | A    | C  | <customers> | <served> |
    And the window closes and the ISO runs the migration and posts it
    Then A is told that it lost <share> per cent of its load
    And <moved> MW of that CRR moved to C

    Examples:
      | share  | mw    | customers | served | moved |
      | 33.333 | 0.008 | 33333     | 100000 | 0.003 |
      | 100    | 7.125 | 1000      | 1000   | 7.125 |

  @MS-LMG-62 @result:moves-not-netted
  Scenario: Load that goes both ways in equal measure moves nothing
    When the utilities upload rates, customers and these transfers
      | utility | class       | from | to | customers |
      | first   | RESIDENTIAL | A    | C  | 500       |
      | first   | RESIDENTIAL | C    | A  | 500       |
    And the window closes and the ISO runs the migration and posts it
    Then it is on the posted list of migration markets alone, as POSTED
    And neither A nor C has lost load or CRRs
    And everybody holds what it held

  @MS-LMG-63 @result:moves-not-netted
  Scenario: Load that comes back takes CRRs back, and draws those of the other side
    When the utilities upload rates, customers and these transfers
      | utility | class       | from | to | customers |
      | first   | RESIDENTIAL | A    | C  | 12345     |
    And the window closes and the ISO runs the migration and posts it
    Then the oracle finds nothing wrong with what load and CRRs moved
    And the oracle finds nothing wrong in what everybody holds now
    When the month that follows is open
    And the utilities upload these transfers
      | utility | class       | from | to | customers |
      | first   | RESIDENTIAL | C    | A  | 2345      |
    And the window closes and the ISO runs the migration and posts it
    Then the oracle finds nothing wrong with what load and CRRs moved
    And the CRRs that C had gained shrink, under the ids that they had
    And every CRR that was gained has its counterflow with the one who lost it
    And the oracle finds nothing wrong in what everybody holds now

  @MS-LMG-64 @result:moves-cut-off
  Scenario: What was gained in one month moves on with load in the next
    When the utilities upload rates, customers and these transfers
      | utility | class       | from | to | customers |
      | first   | RESIDENTIAL | A    | C  | 12345     |
    And the window closes and the ISO runs the migration and posts it
    Then the oracle finds nothing wrong with what load and CRRs moved
    And the oracle finds nothing wrong in what everybody holds now
    When the month that follows is open
    And the utilities upload these transfers
      | utility | class       | from | to | customers |
      | second  | RESIDENTIAL | C    | D  | 23456     |
    And the utilities upload rates, customers and these transfers
      | utility | class       | from | to | customers |
      | second  | RESIDENTIAL | C    | D  | 23456     |
    And the window closes and the ISO runs the migration and posts it
    Then the oracle finds nothing wrong with what load and CRRs moved
    And new CRRs of D come of those that C had gained
    And the oracle finds nothing wrong in what everybody holds now

  @MS-LMG-65 @result:silent
  Scenario: The ISO finds that it forgot a CRR, and posts corrected results in place of the former
    When the utilities upload rates, customers and these transfers
      | utility | class       | from | to | customers |
      | first   | RESIDENTIAL | A    | C  | 12345     |
    And the window closes and the ISO runs the migration and posts it
    Then the oracle finds nothing wrong with what load and CRRs moved
    And the oracle finds nothing wrong in what everybody holds now
    And no public message speaks of corrected results of the migration
    Given the ISO has allocated to A a CRR of a season of 50 MW
    When the ISO runs the migration again and posts it in place of the former
    Then the CRRs that were made before are as they were, and others come of the CRR that was forgotten
    And 1 public message speaks of corrected results of the migration

  @MS-LMG-66 @code:LMV0103
  Scenario: Results are taken back, the utility mends its upload, and the CRRs come again under their ids
    When the utilities upload rates, customers and these transfers
      | utility | class       | from | to | customers |
      | first   | RESIDENTIAL | A    | C  | 12345     |
    And the window closes and the ISO runs the migration and posts it
    Then the oracle finds nothing wrong with what load and CRRs moved
    When the ISO takes the results back and opens the window again
    Then it is on the active list of migration markets alone, as OPEN
    And everybody holds what it held
    And neither utilities nor load-serving entities are told its results: they are refused with LMV0103
    When the utilities upload these transfers
      | utility | class       | from | to | customers |
      | first   | RESIDENTIAL | A    | C  | 23456     |
    And the window closes and the ISO runs the migration and posts it
    Then the mended results have the ids of those that were taken back, and more MW
    And the oracle finds nothing wrong in what everybody holds now

  @MS-LMG-68 @result:moves-cut-off
  Scenario: A CRR that was sold still follows the load of the one to whom it was allocated
    Given the ISO has allocated to A a CRR of a season of 100 MW
    And A has sold 40 MW of it on some of its days, which the ISO has approved
    When the utilities upload rates, customers and these transfers
      | utility | class       | from | to | customers | served |
      | first   | RESIDENTIAL | A    | C  | 959       | 200000 |
    And the window closes and the ISO runs the migration and posts it
    Then 0.480 MW of that CRR moved to C
    And the oracle finds nothing wrong with what load and CRRs moved
    And every CRR that was gained has its counterflow with the one who lost it
    And the oracle finds nothing wrong in what everybody holds now
