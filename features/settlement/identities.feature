@invariant
Feature: What must add up, whatever the reading
  Nine identities over areas, transfers and amounts, for systems of chance and for what is supplied.

  @MS-SET-34
  @settlement:one-end-only
  Scenario Outline: <identity>: <what>
    Given 12 random systems of 3 to 8 areas
    When their hours are settled
    Then the identity <identity> holds exactly

    Examples:
      | identity | what                                                             |
      | N1       | what leaves one end of an ETSR arrives at the other              |
      | N2       | net exports add up to nothing                                    |
      | N3       | credit quantities add up to nothing                              |
      | N4       | credit amounts add up to nothing where the areas share one price |
      | N5       | values of transfers add up to nothing                            |
      | N6       | offsets give back what the areas' own amounts came to            |
      | N7       | all that is charged and all that is paid add up to nothing       |

  @MS-SET-62
  @settlement:rounded-each-alone
  Scenario: N8: the coordinators bear the ISO's own offset to the cent
    Given 12 random systems of 3 to 8 areas
    When their hours are settled
    Then the identity N8 holds exactly

  @MS-SET-63
  @settlement:transfer-adjustment-on
  Scenario: N9: an area's offset follows its own amounts only
    Given 12 random systems of 3 to 8 areas
    When their hours are settled
    Then the identity N9 holds exactly

  @MS-SET-35 @model
  @settlement:leftover-to-system
  Scenario: A price that differs between areas is told as a leftover, never passed over
    Given 6 random systems whose areas lie in two greenhouse-gas zones
    When their hours are settled
    Then identity N4 is broken by what the credits of the areas add up to, with the areas behind it

  @MS-SET-36 @statement
  Scenario: The supplied inputs satisfy the identities
    Given the inputs of a statement were supplied
    When every trade day of them is settled
    Then every identity that can be checked holds

  @MS-SET-37 @model @statement
  Scenario: The supplied statement agrees with the reference model
    Given a statement was supplied with its inputs
    When every trade day of them is settled
    Then no value of the statement differs from the model's
