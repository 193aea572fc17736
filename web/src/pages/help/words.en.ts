interface Topic {
  id: string;
  title: string;
  paragraphs: string[];
}

interface Entry {
  id: string;
  term: string;
  meaning: string;
}

const topics: Topic[] = [
  {
    id: "find",
    title: "Find results",
    paragraphs: [
      "On the home page, type the beginning of a student’s name or the whole student ID, open one of your groups, or choose a school. You find only what your role may see; somebody else may see more or less.",
      "A school or group lists its assessments, the latest year first. Open one to see how the students did; the views above the report lead to items, answer options, writing and targets where the assessment has them.",
      "Every report has its own address. Bookmark it, use Back, or send it to a colleague: they see it with their own rights, never with yours. Names you type to find a student are not in the address.",
    ],
  },
  {
    id: "levels",
    title: "Levels and the standard",
    paragraphs: [
      "A scale score falls into an achievement level. The bar shows the share of results in each level, lowest on the left; the upright line marks the standard. Everything right of it met the standard.",
      "Names of levels can change from one year to the next. Each report uses the names of its own year, so a report from an earlier year keeps the names it was published with.",
      "Interim blocks have three reporting categories instead of levels. They show strengths within a topic and are not a grade.",
    ],
  },
  {
    id: "error",
    title: "Scores and their error",
    paragraphs: [
      "No test measures exactly. The number behind ± is the standard error: on another day the same student would most likely score within that band.",
      "A score close to a cut could belong to either level. Two averages whose bands overlap are not clearly different.",
      "The average of a group has an error too. It shrinks as the group grows, so compare small groups with care.",
    ],
  },
  {
    id: "small",
    title: "Small numbers",
    paragraphs: [
      "With fewer than 30 results, one student moves the figures a lot. The report says so under the chart.",
      "In aggregate reports, figures of fewer than 11 students are hidden, and sometimes another figure with them, so that nobody can be worked out by subtraction.",
    ],
  },
  {
    id: "compare",
    title: "Compare fairly",
    paragraphs: [
      "The comparison rows show the school, the district and the state on the same assessment and year. They always hold all results, whatever filter is set above.",
      "Compare the same grade and assessment over the years, not different grades. Cohort lines in longitudinal reports follow the same students.",
      "Summative and interim results are taken under different conditions; do not mix them.",
    ],
  },
  {
    id: "items",
    title: "Items of interim tests",
    paragraphs: [
      "The items view shows for each question how many students got full credit, and the five hardest and easiest at the top. Open a row to see the question, its rubric and what each student answered.",
      "The answer options view shows how many students chose each option. The key is marked with a check. Open a wrong option to see who chose it, and make a group of them.",
      "Questions of summative tests are never shown.",
    ],
  },
  {
    id: "groups",
    title: "Groups",
    paragraphs: [
      "Coordinators assign groups to teachers. Besides, you can make groups of your own: choose rows in any student table and press “Make a group”. Only you see your own groups, and only for the current school year.",
      "A group never adds rights: it only chooses among results your role may see anyway.",
    ],
  },
  {
    id: "take-away",
    title: "Print, download, export",
    paragraphs: [
      "“Print” prints the report as you see it, with its filters, date and number of results. Printed student reports for families are made from a student’s page or from a group.",
      "“Download CSV” under a table saves the rows you see, in the same order, with student IDs. Exports hold every released result of a school or district.",
      "Results still in review may be looked at by reviewers but not taken away.",
    ],
  },
  {
    id: "privacy",
    title: "Your students’ privacy",
    paragraphs: [
      "Every view of a student’s results is recorded with your name; coordinators of the district can read that record. Look only at what your work needs.",
      "Keep printed pages and files as you keep student records. Sign out when you leave a shared computer; the page covers itself when your session ends.",
    ],
  },
  {
    id: "keyboard",
    title: "Keyboard and display",
    paragraphs: [
      "Everything works with the keyboard: Tab and Shift+Tab move, Enter follows a link or presses a button, the arrow keys choose within a list, Escape closes a dialog. The first Tab on a page offers to skip to its content.",
      "The page follows your system’s dark mode, high contrast and text size, and it reads well at 400 percent zoom. Colours never stand alone: every level has its number and name.",
    ],
  },
];

const entries: Entry[] = [
  { id: "assessment", term: "Assessment", meaning: "A test as published, such as the grade 5 mathematics summative test." },
  { id: "level", term: "Achievement level", meaning: "The band a scale score falls into. Its names come from the subject’s definition for that year." },
  { id: "aggregate", term: "Aggregate report", meaning: "Figures of many students, without names." },
  { id: "assigned-group", term: "Assigned group", meaning: "A group that a coordinator or the school’s student system gave to a teacher." },
  { id: "average", term: "Average scale score", meaning: "The mean of the scale scores, with the standard error of that mean behind ±." },
  { id: "claim", term: "Claim or domain", meaning: "One area of a subject, such as Reading. It is measured by few questions; use it together with classwork." },
  { id: "cohort", term: "Cohort", meaning: "In a longitudinal report, the students with a result in every year shown." },
  { id: "completeness", term: "Completeness", meaning: "Whether the student finished the test. Partial results are marked." },
  { id: "composite", term: "Composite score", meaning: "A score made of several domains, such as the oral and the written score of the ELPAC." },
  { id: "cut", term: "Cut", meaning: "The lowest scale score of a level. The cut of the standard is marked by the upright line." },
  { id: "distractor", term: "Distractor", meaning: "A wrong answer option. The one chosen most often hints at a misconception." },
  { id: "dok", term: "Depth of knowledge", meaning: "How complex the thinking is that a question asks for, from recall to extended thinking." },
  { id: "error-band", term: "Error band", meaning: "The scale score plus and minus its standard error: where the score would most likely fall on another day." },
  { id: "full-credit", term: "Full credit", meaning: "The share of students who earned every point of a question." },
  { id: "iab", term: "IAB, FIAB", meaning: "Interim assessment blocks: short tests about one topic; focused blocks are narrower still." },
  { id: "ica", term: "ICA", meaning: "Interim comprehensive assessment: a test like the summative one, given during the year." },
  { id: "key", term: "Key", meaning: "The correct answer of a question." },
  { id: "lea", term: "LEA", meaning: "Local educational agency: a school district, county office or charter school." },
  { id: "manner", term: "Manner of administration", meaning: "Standardized: under test conditions. Nonstandardized: in class, with help or discussion." },
  { id: "percentile", term: "Percentile", meaning: "The share of students in the norm group who scored lower." },
  { id: "reporting-category", term: "Reporting category", meaning: "What an interim block reports instead of a level: below, near or above the standard." },
  { id: "scale-score", term: "Scale score", meaning: "The score on the scale of the subject. Scales of different subjects cannot be compared." },
  { id: "school-year", term: "School year", meaning: "2025–26 is the year that ended in spring 2026." },
  { id: "ssid", term: "SSID", meaning: "The ten-digit statewide student identifier." },
  { id: "standard-error", term: "Standard error", meaning: "How far a score or an average may be off: about two times in three it lies within this distance." },
  { id: "summative", term: "Summative", meaning: "The test at the end of the year." },
  { id: "suppressed", term: "Suppressed", meaning: "Hidden because fewer than 11 students stand behind it, or because it would give such a figure away." },
  { id: "target", term: "Target", meaning: "A content target: one skill within a claim." },
  { id: "transfer", term: "Transfer", meaning: "A student who took the test at another school." },
  { id: "writing-trait", term: "Writing trait", meaning: "What an essay is scored on: organization and purpose, evidence and elaboration, conventions." },
];

/** Help and glossary in English, and by its type the list of keys the other language must have. */
export const en = {
  title: "Help",
  lead: "What the reports say, and how to work with them.",
  contents: "On this page",
  toGlossary: "Glossary",
  glossaryLead: "The words of the reports, in plain language.",
  search: "Find a word",
  count: (n: number) => (n === 1 ? "1 word" : `${n} words`),
  none: "No word matches",
  all: "Show all words",
  ask: "Still stuck?",
  askWho: "Ask the coordinator of your school or district. Never send student names or IDs by e-mail; the address of the report is enough.",
  topics,
  entries,
};
