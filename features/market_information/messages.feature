@contract
Feature: Messages reach those whom they are meant for
  The ISO sends messages to everyone or to one participant; they are read by the time in which they were sent.

  Background:
    Given we hold the function CRRH

  @MS-INF-21
  @req:DECK-219
  Scenario: A public message is read by everyone
    Given another participant holds the function CRRH
    And a text that no message has said yet
    When the ISO sends it to everyone
    Then we find it among the public messages
    And the other participant finds it among the public messages

  @MS-INF-22
  Scenario: A private message is read by its addressee alone
    Given another participant holds the function CRRH
    And a text that no message has said yet
    When the ISO sends it to us alone
    Then we find it among our private messages
    And the other participant does not find it among its private messages
    And it is not among the public messages

  @MS-INF-23
  Scenario: An attachment comes whole
    Given a text that no message has said yet
    When the ISO sends it to everyone with an attachment
    Then we find it among the public messages
    And the attachment is the one that was sent

  @MS-INF-24 @code:SER0006
  Scenario Outline: A range of <kind> messages that ends before it begins is refused
    When we ask for <kind> messages from today until yesterday
    Then we are refused with SER0006

    Examples:
      | kind    |
      | public  |
      | private |

  @MS-INF-25 @code:SER0007
  Scenario Outline: A range without <kind> messages is refused
    When we ask for <kind> messages of a day long ago
    Then we are refused with SER0007

    Examples:
      | kind    |
      | public  |
      | private |
