package io.llmlb.delivery;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.io.Serializable;
import java.util.List;

/**
 * CIS's custom resource as far as the samples use it: names and types of its fields as in
 * {@code config/apis/cis/v1/types.go} of F5Networks/k8s-bigip-ctlr.
 */
@JsonDeserialize(using = JsonDeserializer.None.class)
final class CisVirtualServer implements HasMetadata {
    private static final long serialVersionUID = 1;

    @JsonProperty
    private String apiVersion;

    @JsonProperty
    private String kind;

    @JsonProperty
    private ObjectMeta metadata;

    @JsonProperty
    private Spec spec;

    Spec spec() {
        return spec;
    }

    @Override
    public ObjectMeta getMetadata() {
        return metadata;
    }

    @Override
    public void setMetadata(ObjectMeta metadata) {
        this.metadata = metadata;
    }

    @Override
    public String getApiVersion() {
        return apiVersion;
    }

    @Override
    public void setApiVersion(String apiVersion) {
        this.apiVersion = apiVersion;
    }

    @Override
    public String getKind() {
        return kind;
    }

    record Spec(
            String host,
            String virtualServerAddress,
            int virtualServerHTTPPort,
            String profileMultiplex,
            DefaultPool defaultPool,
            List<Pool> pools,
            List<String> iRules)
            implements Serializable {}

    record DefaultPool(String reference, String service, int servicePort, String loadBalancingMethod)
            implements Serializable {}

    record Pool(String path, String service, int servicePort, String loadBalancingMethod, Monitor monitor)
            implements Serializable {}

    record Monitor(String type, String send, String recv, int interval, int timeout) implements Serializable {}
}
