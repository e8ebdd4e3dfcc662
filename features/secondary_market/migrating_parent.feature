@assumed @private-system
Feature: Who was allocated a right answers for the load that follows it, sold or not
  An allocated CRR may be sold, and yet load migration takes its share of it: the counterflow goes to the one that it was
  allocated to, and what was bought stays whole.

  @MS-SMT-70 @result:sold-not-removed @result:bought-not-held
  Scenario Outline: Of <mw> MW that were allocated, and of which <part> is sold, <moved> MW follow the load
    Given we hold the function CUDC
    And an OPEN load migration market
    And the utilities and load-serving entities that take part in it
    And what everybody holds
    And the ISO has allocated to A a CRR of a season of <mw> MW
    And A has sold <part> to a holder of CRRs, and the ISO has approved it
    Then the oracle finds nothing wrong in what everybody holds now
    When the utilities upload rates, customers and these transfers
      | utility | class       | from | to | customers | served |
      | first   | RESIDENTIAL | A    | C  | 959       | 200000 |
    And the window closes and the ISO runs the migration and posts it
    Then A is told that it lost 0.4795 per cent of its load
    And <moved> MW of that CRR moved to C
    And the oracle finds nothing wrong with what load and CRRs moved
    And every CRR that was gained has its counterflow with the one who lost it
    And the oracle finds nothing wrong in what everybody holds now
    And the buyer holds all that it bought

    Examples:
      | part                     | mw  | moved |
      | all of it                | 100 | 0.480 |
      | a part of its MW         | 100 | 0.480 |
      | days in the middle of it | 100 | 0.480 |
