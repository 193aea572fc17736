import type { JSX } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import type { DeliveryFeed, DeliveryOptions } from "../../api/deliveries.ts";
import { Select } from "../../components/Choice.tsx";
import { Disclosure } from "../../components/Disclosure.tsx";
import { Icon } from "../../components/Icon.tsx";
import { Message } from "../../components/Status.tsx";
import { language } from "../../i18n/index.ts";
import { DropZone } from "./DropZone.tsx";
import { type Fault, faultOf, mayPack, mostBytes, sizeText } from "./names.ts";
import { UPLOADS, UploadList } from "./UploadList.tsx";
import { addUploads } from "./uploads.ts";
import { words } from "./words.ts";

interface Props {
  vendor: string;
  options: DeliveryOptions;
}

interface Refused {
  name: string;
  why: string;
}

/** Where a vendor hands in files: what they hold, the files, and how far each has come. */
export function UploadPanel({ vendor, options }: Props): JSX.Element {
  const said = words.value.upload;
  const granted = options.feeds.filter((each) => each.granted);
  const [chosen, setChosen] = useState(granted.length === 1 ? (granted[0]?.feed ?? "") : "");
  const [refused, setRefused] = useState<readonly Refused[]>([]);
  const feed = granted.find((each) => each.feed === chosen) ?? null;
  const take = (files: readonly File[]) => {
    if (!feed) return;
    const judged = files.map((file) => ({ file, fault: faultOf(file.name, file.size, feed) }));
    setRefused(judged.flatMap(({ file, fault }) => (fault ? [{ name: file.name, why: remedy(fault, file, feed) }] : [])));
    addUploads(judged.filter(({ fault }) => !fault).map(({ file }) => file), feed.feed);
  };
  return (
    <section class="panel upload" aria-labelledby={UPLOADS}>
      <h2 id={UPLOADS} tabIndex={-1}>
        {said.title}
      </h2>
      {granted.length === 0 ? (
        <Message>{said.notGranted}</Message>
      ) : (
        <>
          <p class="quiet">{options.statewide ? said.scopeAll : said.scope(options.districts.join(", "))}</p>
          <div class="upload-form">
            <FeedChoice granted={granted} feed={feed} onChange={setChosen} some={granted.length < options.feeds.length} />
            <DropZone feed={feed} onFiles={take} onFolder={() => setRefused([{ name: "", why: said.folder }])} />
          </div>
          <RefusedFiles files={refused} />
        </>
      )}
      <UploadList />
      {granted.length > 0 && <OtherWays bucket={options.bucket} vendor={vendor} feed={feed?.feed ?? "exams"} />}
    </section>
  );
}

interface FeedChoiceProps {
  granted: readonly DeliveryFeed[];
  feed: DeliveryFeed | null;
  onChange: (feed: string) => void;
  some: boolean;
}

function FeedChoice({ granted, feed, onChange, some }: FeedChoiceProps): JSX.Element {
  const { upload: said, feeds } = words.value;
  const id = useId();
  const spoken = language.value;
  const list = (texts: readonly string[]) => new Intl.ListFormat(spoken, { type: "disjunction" }).format(texts);
  return (
    <div class="upload-feed">
      <Select
        label={said.feed}
        value={feed?.feed ?? ""}
        options={[
          ...(feed ? [] : [{ value: "", label: said.choose }]),
          ...granted.map((each) => ({ value: each.feed as string, label: feeds[each.feed].name })),
        ]}
        onChange={onChange}
      />
      {feed && (
        <div class="upload-what" id={id} role="status">
          <p>{feeds[feed.feed].what}</p>
          <p class="quiet">
            {said.accepts(list(feed.endings), list(feed.packed_endings))}{" "}
            {said.limits(sizeText(feed.most_bytes, spoken), sizeText(feed.most_packed_bytes, spoken))} {said.names}
          </p>
        </div>
      )}
      {some && <p class="quiet">{said.othersNot}</p>}
    </div>
  );
}

/** What to do about a file that was not sent. */
function remedy(fault: Fault, { name }: File, feed: DeliveryFeed): string {
  const said = words.peek().upload.faults;
  const spoken = language.peek();
  switch (fault) {
    case "too-large": {
      const most = sizeText(mostBytes(name, feed), spoken);
      return mayPack(name, feed) ? said.tooLargePack(most, sizeText(feed.most_packed_bytes, spoken)) : said.tooLarge(most);
    }
    case "ending":
      return said.ending(new Intl.ListFormat(spoken, { type: "disjunction" }).format([...feed.endings, ...feed.packed_endings]));
    default:
      return said[fault];
  }
}

/** Files that were not sent, each with how to mend it; the focus goes there. */
function RefusedFiles({ files }: { files: readonly Refused[] }): JSX.Element | null {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (files.length > 0) heading.current?.focus();
  }, [files]);
  if (files.length === 0) return null;
  return (
    <div class="notice notice-error" role="alert">
      <Icon name="warning" />
      <div>
        <h3 ref={heading} tabIndex={-1}>
          {words.value.upload.refusedTitle(files.length)}
        </h3>
        <ul>
          {files.map(({ name, why }) => (
            <li key={name}>
              {name && <strong class="file-name">{name}</strong>} {why}
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}

/** What to do with what a browser is not made for. */
function OtherWays({ bucket, vendor, feed }: { bucket: string; vendor: string; feed: string }): JSX.Element {
  const said = words.value.upload;
  return (
    <Disclosure summary={said.otherWay}>
      <p>{said.otherWayLead}</p>
      <pre tabIndex={0}>
        <code>{`aws s3 cp FILE s3://${bucket}/${vendor}/${feed}/`}</code>
      </pre>
      <p>{said.otherWayAlso}</p>
      <pre tabIndex={0}>
        <code>{`cers --vendor ${vendor} --landing-bucket ${bucket} submit FILE --feed ${feed}`}</code>
      </pre>
    </Disclosure>
  );
}
