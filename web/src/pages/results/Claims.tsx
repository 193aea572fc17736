import type { JSX } from "preact";
import type { ClaimSummary, LevelCount } from "../../api/types.ts";
import { Toggle } from "../../components/Choice.tsx";
import { deliveredLang } from "../../components/Delivered.tsx";
import { LevelLabel } from "../../components/LevelLabel.tsx";
import { Reading } from "../../components/Reading.tsx";
import { figure, type Show, StackedBar } from "../../components/StackedBar.tsx";
import { count } from "../../format/format.ts";
import { language } from "../../i18n/index.ts";
import { place, setQuery } from "../../router/place.ts";
import { words } from "./words.ts";

/** The claims, as small bars or as one table. */
export function Claims({ claims, show }: { claims: readonly ClaimSummary[]; show: Show }): JSX.Element {
  const texts = words.value;
  const asTable = place.value.query.get("claims") === "table";
  return (
    <section class="panel" aria-labelledby="claims">
      <div class="panel-head">
        <h2 id="claims">{texts.claims}</h2>
        <Toggle
          plain
          label={texts.view}
          value={asTable ? "table" : "bars"}
          options={[
            { value: "bars", label: texts.asBars },
            { value: "table", label: texts.asTable },
          ]}
          onChange={(value) => setQuery({ claims: value === "table" ? value : null })}
        />
      </div>
      {asTable ? <ClaimTable claims={claims} show={show} /> : <ClaimBars claims={claims} show={show} />}
      <Reading>{texts.howClaims}</Reading>
    </section>
  );
}

function ClaimBars({ claims, show }: { claims: readonly ClaimSummary[]; show: Show }): JSX.Element {
  return (
    <div class="cards">
      {claims.map((claim) => (
        <div key={claim.code} class="card">
          <h3 lang={deliveredLang()}>{claim.name}</h3>
          <p class="quiet">{words.value.scored(claim.scored)}</p>
          <StackedBar levels={claim.levels} show={show} small />
          {claim.scored > 0 && <LevelList levels={claim.levels} show={show} />}
        </div>
      ))}
    </div>
  );
}

/** The levels of a small bar with their figures. */
export function LevelList({ levels, show }: { levels: readonly LevelCount[]; show: Show }): JSX.Element {
  return (
    <ul class="level-list">
      {levels.map((each) => (
        <li key={each.level}>
          <LevelLabel level={each} short />
          <strong>{figure(each, show)}</strong>
        </li>
      ))}
    </ul>
  );
}

function ClaimTable({ claims, show }: { claims: readonly ClaimSummary[]; show: Show }): JSX.Element {
  const texts = words.value;
  const heads = claims[0]?.levels ?? [];
  return (
    <div class="table-scroll" role="group" aria-labelledby="claims" tabIndex={0}>
      <table class="usa-table level-table">
        <caption class="usa-sr-only">{texts.claims}</caption>
        <thead>
          <tr>
            <th scope="col">{texts.claim}</th>
            {heads.map((level) => (
              <th key={level.level} scope="col" class="numeric">
                <LevelLabel level={level} short />
              </th>
            ))}
            <th scope="col" class="numeric">
              {texts.count}
            </th>
          </tr>
        </thead>
        <tbody>
          {claims.map((claim) => (
            <tr key={claim.code}>
              <th scope="row" lang={deliveredLang()}>
                {claim.name}
              </th>
              {claim.levels.map((level) => (
                <td key={level.level} class="numeric">
                  {figure(level, show)}
                </td>
              ))}
              <td class="numeric">{count(claim.scored, language.value)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
