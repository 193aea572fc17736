import { answer, assignment, client, limits } from "./call.ts";
import { groupParams, type ResultsKey, schoolParams } from "./results.ts";
import type { Answer, PostAnswer, Schema } from "./types.ts";

export type Item = Schema<"Item">;
export type ItemPoints = Schema<"ItemPoints">;
export type ItemOptions = Schema<"ItemOptions">;
export type OptionShare = Schema<"OptionShare">;
export type PointShare = Schema<"PointShare">;
export type StudentAnswer = Schema<"StudentAnswer">;
export type ItemAnswer = Schema<"ItemAnswer">;
export type EssayTraits = Schema<"EssayTraits">;
export type TraitPoints = Schema<"TraitPoints">;
export type ConditionCount = Schema<"ConditionCount">;
export type ItemContent = Schema<"ItemContent">;
export type ContentBlock = Schema<"ContentBlocks">[number];
export type ItemReport = Answer<"/schools/{school_id}/assessments/{assessment_id}/items">;
export type OptionReport = Answer<"/schools/{school_id}/assessments/{assessment_id}/items/distractors">;
export type WritingReport = Answer<"/schools/{school_id}/assessments/{assessment_id}/writing-traits">;
export type ItemStudents = Answer<"/schools/{school_id}/assessments/{assessment_id}/items/{item_key}/students">;
export type ItemView = Answer<"/items/{item_key}/content">;
export type StudentItems = PostAnswer<"/students/items">;

/** How the students did on each item. */
export function getItems(key: ResultsKey, signal: AbortSignal): Promise<ItemReport> {
  if (key.population.kind === "school") {
    const path = "/schools/{school_id}/assessments/{assessment_id}/items";
    return answer(client().GET(path, { params: schoolParams(key), ...limits(signal) }));
  }
  const path = "/groups/{group_id}/assessments/{assessment_id}/items";
  return answer(client().GET(path, { params: groupParams(key), ...limits(signal) }));
}

/** What they chose on the items that have options. */
export function getOptions(key: ResultsKey, signal: AbortSignal): Promise<OptionReport> {
  if (key.population.kind === "school") {
    const path = "/schools/{school_id}/assessments/{assessment_id}/items/distractors";
    return answer(client().GET(path, { params: schoolParams(key), ...limits(signal) }));
  }
  const path = "/groups/{group_id}/assessments/{assessment_id}/items/distractors";
  return answer(client().GET(path, { params: groupParams(key), ...limits(signal) }));
}

/** What every student answered to one item. */
export function getItemStudents(key: ResultsKey, itemKey: string, signal: AbortSignal): Promise<ItemStudents> {
  if (key.population.kind === "school") {
    const path = "/schools/{school_id}/assessments/{assessment_id}/items/{item_key}/students";
    const { path: about, ...rest } = schoolParams(key);
    return answer(client().GET(path, { params: { path: { ...about, item_key: itemKey }, ...rest }, ...limits(signal) }));
  }
  const path = "/groups/{group_id}/assessments/{assessment_id}/items/{item_key}/students";
  const { path: about, ...rest } = groupParams(key);
  return answer(client().GET(path, { params: { path: { ...about, item_key: itemKey }, ...rest }, ...limits(signal) }));
}

/** How they did in each writing trait. */
export function getWriting(key: ResultsKey, signal: AbortSignal): Promise<WritingReport> {
  if (key.population.kind === "school") {
    const path = "/schools/{school_id}/assessments/{assessment_id}/writing-traits";
    return answer(client().GET(path, { params: schoolParams(key), ...limits(signal) }));
  }
  const path = "/groups/{group_id}/assessments/{assessment_id}/writing-traits";
  return answer(client().GET(path, { params: groupParams(key), ...limits(signal) }));
}

/** What an item looks like and how it is scored. */
export function getItemContent(itemKey: string, signal: AbortSignal): Promise<ItemView> {
  const params = { path: { item_key: itemKey }, header: assignment() };
  return answer(client().GET("/items/{item_key}/content", { params, ...limits(signal) }));
}

/** What one student answered to every item of one interim exam. */
export function getStudentItems(
  reference: string,
  assessmentId: string,
  opportunityId: string,
  signal: AbortSignal,
): Promise<StudentItems> {
  const body = { reference, assessment_id: assessmentId, opportunity_id: opportunityId };
  return answer(client().POST("/students/items", { params: { header: assignment() }, body, ...limits(signal) }));
}
