@assumed @private-system @phase:cutover
Feature: Who could do something in the old system can do in the new one what its role has become
  Roles of the old screens become roles of AIM, and these are what a person may do for a participant. Grants and
  certificates may change later, in the middle of a market.

  Background:
    Given we hold the function CRRH
    And an extract of the old system with 20 participants

  @MS-CUT-29 @seed
  @cutover:read-only-roles
  Scenario Outline: Who was <role> has <new>
    Given our person has the old role <role> there, and no other
    And the ISO has cut over
    And an OPEN monthly auction
    And a source and a sink that may be bid there
    Then our person is told as one with <new>
    And we may write
    And <model> read the network model

    Examples:
      | role                                | new                                                                             | model      |
      | EXTERNAL MUI USER WITH NDA          | EXTERNAL CRR HOLDER READ/WRITE ACCESS and EXTERNAL CRR NDA REPORTS READ-ACCESS | we may     |
      | EXTERNAL MUI RESTRICTED WITHOUT NDA | EXTERNAL CRR HOLDER READ/WRITE ACCESS                                           | we may not |

  @MS-CUT-36 @seed @result:readers-shut-out
  Scenario: Who read the network model alone reads it still, and writes nothing
    Given our person has the old role CRRFNM EXTERNAL READ-ONLY there, and no other
    And the ISO has cut over
    And an OPEN monthly auction
    And a source and a sink that may be bid there
    Then our person is told as one with EXTERNAL CRR NDA REPORTS READ-ACCESS
    And we may not write
    And we may read the network model

  @MS-CUT-30 @result:newest-unlisted
  Scenario: A certificate that is renewed in the middle of a market finds everything as it was
    Given the ISO has cut over
    And an OPEN monthly auction
    And a source and a sink that may be bid there
    And we have created a portfolio with one bid
    When the ISO renews our certificate
    Then the new certificate opens what the old one did, and finds our portfolio

  @MS-CUT-31 @code:SEC0002
  Scenario: Whose grants are taken away in the middle of a market may do nothing; what it submitted counts
    Given the ISO has cut over
    And an OPEN monthly auction
    And a source and a sink that may be bid there
    And we have created a portfolio with one bid
    When we submit it
    Then the portfolio is SUBMITTED
    When the ISO takes our grants away
    Then we may do nothing any more: we are refused with SEC0002
    When the auction is closed and cleared
    Then what we had submitted still counts when the auction is cleared
