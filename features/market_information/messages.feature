@contract
Feature: Messages reach those whom they are meant for
  The ISO sends messages to everyone or to one participant; they are read by the time in which they were sent.

  Background:
    Given we hold the function CRRH

  @MS-INF-03 @result:public-to-one
  @req:DECK-219
  @result:private-leak @result:altered-attachments
  Scenario: A calendar is read by all, a private notice by one alone, each with its attachment and from the day it was sent
    Given another participant holds the function CRRH
    And a text that no message has said yet
    When the ISO sends it to everyone with an attachment of several lines
    Then we find it among the public messages
    And the attachment is the one that was sent
    And the other participant finds it among the public messages
    And the attachment is the one that was sent
    And it is not among the public messages of the days before
    Given another text that no message has said yet
    When the ISO sends it to us alone with an attachment of every byte there is
    Then we find it among our private messages
    And the attachment is the one that was sent
    And it is not among our private messages of the days before
    And the other participant does not find it among its private messages
    And it is not among the public messages

  @MS-INF-22
  @result:private-leak
  Scenario: A private message is read by its addressee alone
    Given another participant holds the function CRRH
    And a text that no message has said yet
    When the ISO sends it to us alone
    Then we find it among our private messages
    And the other participant does not find it among its private messages
    And it is not among the public messages

  @MS-INF-23
  @result:altered-attachments
  Scenario Outline: An attachment of <content> comes whole
    Given a text that no message has said yet
    When the ISO sends it to everyone with an attachment of <content>
    Then we find it among the public messages
    And the attachment is the one that was sent

    Examples:
      | content             |
      | several lines       |
      | every byte there is |

  @MS-INF-26 @private-system
  @result:early-messages
  Scenario: A message is read from the moment at which it is sent
    Given a text that no message has said yet
    When the ISO has it sent to everyone in 60 minutes
    Then it is not among the public messages of today and tomorrow
    When the hour has passed
    Then we find it among the public messages

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
