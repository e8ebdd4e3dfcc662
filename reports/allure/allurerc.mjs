// How Allure shows a run of marketsim. Output and history are named on the command line.
export default {
  name: "CRR Market Simulation",
  plugins: {
    awesome: {
      options: { singleFile: true, reportLanguage: "en", groupBy: ["epic", "feature", "story"] },
    },
  },
  categories: [
    { name: "Failed: the answer breaks the contract", matchedStatuses: ["failed"], messageRegex: "^\\[contract\\][\\s\\S]*" },
    { name: "Failed: a business rule", matchedStatuses: ["failed"], messageRegex: "^\\[business-rule\\][\\s\\S]*" },
    { name: "Failed: authorisation", matchedStatuses: ["failed"], messageRegex: "^\\[authorisation\\][\\s\\S]*" },
    { name: "Failed: a waiver to take out", matchedStatuses: ["failed"], messageRegex: "^\\[waiver\\][\\s\\S]*" },
    { name: "Waived", matchedStatuses: ["failed"], messageRegex: "^waived[\\s\\S]*" },
    { name: "Broken: set-up", matchedStatuses: ["broken"], messageRegex: "^\\[set-up\\][\\s\\S]*" },
    { name: "Broken: network", matchedStatuses: ["broken"], messageRegex: "^\\[network\\][\\s\\S]*" },
    { name: "Broken: the harness", matchedStatuses: ["broken"], messageRegex: "^\\[harness\\][\\s\\S]*" },
    { name: "Skipped: waits", matchedStatuses: ["skipped"], messageRegex: "^skipped[\\s\\S]*" },
    { name: "Omitted: does not apply", matchedStatuses: ["skipped"], messageRegex: "^omitted[\\s\\S]*" },
  ],
};
