@contract
Feature: Utilities upload what load migration is worked out from
  Customer numbers by load-serving entity and class, kW a customer, and the customers that changed their entity.

  Background:
    Given we hold the function CUDC
    And another participant holds the function CUDC
    And an OPEN load migration market

  @MS-LMG-31 @result:private-leak
  @req:DECK-217
  Scenario Outline: The <records> that a utility posts are read back by itself alone
    Given <records> that we have not posted for it
    And what the other utility has posted of that kind
    When we post them
    Then the upload is VALID
    And they are new among ours, as we posted them
    And the other utility reads the same as before

    Examples:
      | records            |
      | customer rates     |
      | customer transfers |

  @MS-LMG-32 @result:changes-unkept
  Scenario: Customer numbers are listed as long as there are customers
    Given customer numbers that we have not posted for it
    And what the other utility has posted of that kind
    When we post them
    Then the upload is VALID
    And they are new among ours, as we posted them
    And the other utility reads the same as before
    When we post them again with no customers
    Then the upload is VALID
    And our list is as it was before

  @MS-LMG-33 @assumed @result:changes-unkept
  Scenario Outline: What a utility posts again of its <records> replaces what it had posted
    Given <records> that we have not posted for it
    When we post them
    And we post them again with other values
    Then the upload is VALID
    And they are among ours, once each, as we posted them last

    Examples:
      | records            |
      | customer rates     |
      | customer transfers |

  @MS-LMG-34 @assumed @result:short-records
  @req:DECK-031
  Scenario: The customer rates of a file of the template are taken as they were written there
    Given customer rates that we have not posted for it
    When we post them by a file of the template
    Then the upload is VALID
    And they are new among ours, as we posted them

  @MS-LMG-35 @assumed @result:short-records
  @req:DECK-032
  Scenario: The customer numbers of a file of the template are taken as they were written there
    Given customer numbers that we have not posted for it
    When we post them by a file of the template
    Then the upload is VALID
    And they are new among ours, as we posted them
    When we post them again with no customers
    Then the upload is VALID
    And our list is as it was before

  @MS-LMG-36 @assumed @result:short-records
  @req:DECK-033
  Scenario: The customer transfers of a file of the template are taken as they were written there
    Given customer transfers that we have not posted for it
    When we post them by a file of the template
    Then the upload is VALID
    And they are new among ours, as we posted them
