@assumed @mui
Feature: The network model of a market is for those who have signed for it
  Contingencies, monitored elements, interfaces and the power-flow case lie in the market user interface.

  @MS-INF-61 @private-system
  @result:stale-model
  Scenario: A reader of the model gets every file of it, as the market is cleared with them
    Given we hold the function NDA
    And an OPEN monthly auction
    And the ISO takes the branches at a scheduling point out of service there
    When we ask for the network model of the market
    Then there are the power-flow case, contingencies, monitored elements and interfaces
    And each file is as long as it is said to be, and is what the market would be cleared with
    And no branch that is out of service is monitored

  @MS-INF-62
  @result:private-leak
  Scenario Outline: The network model is refused to a <function>, and nothing of it is told
    Given we hold the function <function>
    And an OPEN monthly auction
    When we ask for the network model of the market, and for each file that it may have
    Then each request is refused to us, and nothing of the model is told

    Examples:
      | function |
      | CRRH     |
      | CLSE     |
      | CEC      |
