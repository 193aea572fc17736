import type { JSX } from "preact";
import { type DeliveryOptions, getDeliveryOptions } from "../../api/deliveries.ts";
import { useResource } from "../../api/useResource.ts";
import { session } from "../../auth/session.ts";
import { Page } from "../../components/Page.tsx";
import { Failed, Loading } from "../../components/Status.tsx";
import { DeliveryList } from "./DeliveryList.tsx";
import { UploadPanel } from "./UploadPanel.tsx";
import { words } from "./words.ts";
import "./deliveries.scss";

/** What vendors handed in and what became of it; vendors hand in files here, too. */
export function DeliveriesPage(): JSX.Element {
  const { data, error, retry } = useResource("delivery options", getDeliveryOptions);
  return (
    <Page heading={words.value.title} lead={data && leadOf(data)}>
      {error && <Failed error={error} retry={retry} />}
      {!error && !data && <Loading />}
      {data?.vendor && <UploadPanel vendor={data.vendor} options={data} />}
      {data && <DeliveryList options={data} />}
    </Page>
  );
}

function leadOf({ vendor }: DeliveryOptions): string {
  if (!vendor) return words.value.leadOperator;
  return words.value.leadVendor(session.value?.assignment?.organization.name ?? vendor);
}
