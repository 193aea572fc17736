import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { KeptLink } from "../../api/links.ts";
import type { Column } from "../../components/DataTable.tsx";
import { Delivered } from "../../components/Delivered.tsx";
import { Icon } from "../../components/Icon.tsx";
import { LevelLabel } from "../../components/LevelLabel.tsx";
import { ReportTable } from "../../components/ReportTable.tsx";
import { date, schoolYear } from "../../format/format.ts";
import { levelName } from "../../format/levels.ts";
import { language } from "../../i18n/index.ts";
import { words } from "./words.ts";

interface Props {
  links: readonly KeptLink[];
  total: number;
  onEdit: (link: KeptLink) => void;
  onDelete: (link: KeptLink) => void;
}

/** The links with where they are shown. */
export function LinkTable({ links, total, onEdit, onDelete }: Props): JSX.Element {
  const texts = words.value;
  const columns = useMemo(() => columnsOf(onEdit, onDelete), [texts]);
  return (
    <ReportTable
      caption={texts.title}
      columns={columns}
      rows={links}
      keyOf={(row) => row.id}
      sortedBy="assessment"
      file={[texts.file]}
      ids={[
        { heading: texts.columns.linkId, value: (row) => row.id },
        { heading: texts.columns.assessmentId, value: (row) => row.assessment.id },
        { heading: texts.columns.ownerId, value: (row) => row.organization.id },
      ]}
      count={texts.count(links.length, total)}
    />
  );
}

/** What a link's level is called: one of the assessment's, or every one. */
export function levelText({ level, assessment }: Pick<KeptLink, "level" | "assessment">): string {
  const texts = words.peek();
  if (level === 0) return texts.everyLevel;
  const found = assessment.levels.find((each) => each.level === level);
  return found ? levelName(found, language.peek()) : texts.numbered(level);
}

function columnsOf(onEdit: Props["onEdit"], onDelete: Props["onDelete"]): Column<KeptLink>[] {
  const texts = words.peek();
  const heads = texts.columns;
  return [
    {
      key: "label",
      heading: heads.label,
      value: (row) => row.label,
      cell: (row) => (
        <span class="link-text">
          <a href={row.url} target="_blank" rel="noopener noreferrer">
            {row.label}
            <span class="usa-sr-only"> ({texts.newTab})</span>
          </a>
          <span class="quiet">{row.url}</span>
        </span>
      ),
      csv: [
        { heading: heads.label, value: (row) => row.label },
        { heading: heads.url, value: (row) => row.url },
      ],
    },
    {
      key: "assessment",
      heading: heads.assessment,
      value: (row) => row.assessment.label,
      cell: (row) => (
        <span class="link-text">
          <Delivered>{row.assessment.label}</Delivered>
          {row.assessment.school_year && <span class="quiet">{schoolYear(row.assessment.school_year)}</span>}
        </span>
      ),
      csv: [
        { heading: heads.assessment, value: (row) => row.assessment.label },
        { heading: heads.year, value: (row) => row.assessment.school_year },
        { heading: heads.subject, value: (row) => row.assessment.subject.code },
      ],
    },
    { key: "level", heading: heads.level, value: (row) => row.level, cell: (row) => <Level link={row} />, csv: [{ heading: heads.level, value: levelText }] },
    {
      key: "owner",
      heading: heads.owner,
      value: (row) => row.organization.name,
      cell: (row) => (
        <span class="link-text">
          {row.organization.name}
          <span class="quiet">{texts.owners[row.organization.type]}</span>
        </span>
      ),
      csv: [
        { heading: heads.owner, value: (row) => row.organization.name },
        { heading: heads.ownerType, value: (row) => texts.owners[row.organization.type] },
      ],
    },
    { key: "changed", heading: heads.changed, value: (row) => row.changed_at, cell: (row) => <span class="nowrap">{date(row.changed_at, language.peek())}</span> },
    {
      key: "actions",
      heading: heads.actions,
      fixed: true,
      value: () => null,
      csv: [],
      cell: (row) => (
        <span class="nowrap link-actions">
          <button type="button" class="icon-button" aria-label={texts.edit(row.label)} onClick={() => onEdit(row)}>
            <Icon name="edit" />
          </button>
          <button type="button" class="icon-button" aria-label={texts.remove(row.label)} onClick={() => onDelete(row)}>
            <Icon name="trash" />
          </button>
        </span>
      ),
    },
  ];
}

function Level({ link }: { link: KeptLink }): JSX.Element {
  const found = link.assessment.levels.find((each) => each.level === link.level);
  return found ? <LevelLabel level={found} /> : <span>{levelText(link)}</span>;
}
