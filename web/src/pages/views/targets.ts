import type { FilterOptions } from "../../api/filters.ts";
import { optionName } from "../../api/filters.ts";
import type { TargetReport, TargetResult } from "../../api/targets.ts";

/** What tells the rows of a target report apart. */
export function targetKey({ claim, target, subgroup }: TargetResult): string {
  return [claim.code, target.code, subgroup?.field ?? "", subgroup?.value ?? ""].join(" ");
}

/** The level that targets are compared with: "Proficient (3)". */
export function standardText(standard: TargetReport["standard"]): string | null {
  return standard && `${standard.name} (${standard.level})`;
}

/** A subgroup in words, "Gender: Female"; by its codes where nobody names them. */
export function subgroupText(
  subgroup: NonNullable<TargetResult["subgroup"]>,
  fields: FilterOptions["student_fields"],
  language: string,
): string {
  const field = fields.find((each) => each.field === subgroup.field);
  const value = field?.values.find((each) => each.code === subgroup.value);
  const name = field ? optionName(field, language) : subgroup.field;
  return `${name}: ${value ? optionName(value, language) : subgroup.value}`;
}
