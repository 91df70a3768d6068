package io.llmlb.app.plot;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jetbrains.letsPlot.commons.geometry.DoubleVector;
import org.jetbrains.letsPlot.core.util.PlotSvgExportCommon;

/** A picture in Lets-Plot's grammar: data, layers, scales. Needs no fonts and no screen. */
public final class Plot {
    /** The colour of text beside the picture. */
    public static final String INK = "#37474f";
    /** The colour of what is there to compare with. */
    public static final String FAINT = "#b0bec5";

    private static final Pattern PATH = Pattern.compile(" d=\"[^\"]*\"");
    private static final Pattern DECIMALS = Pattern.compile("(\\.\\d)\\d+");

    private final Map<String, Object> spec = new LinkedHashMap<>();
    private final List<Map<String, Object>> layers = new ArrayList<>();
    private final List<Map<String, Object>> scales = new ArrayList<>();

    /** An empty one. */
    public Plot(String title, String subtitle, String caption) {
        spec.put("kind", "plot");
        spec.put("ggtitle", of("text", title, "subtitle", subtitle));
        spec.put("caption", of("text", caption));
        spec.put("layers", layers);
        spec.put("scales", scales);
        spec.put(
                "theme",
                of(
                        "name",
                        "minimal2",
                        "plot_title",
                        of("size", 17, "face", "bold", "blank", false),
                        "plot_subtitle",
                        of("size", 13, "color", INK, "blank", false),
                        "plot_caption",
                        of("size", 11, "color", INK, "blank", false),
                        "strip_text",
                        of("size", 13, "face", "bold", "blank", false),
                        "strip_background",
                        of("fill", "#eceff1", "color", "#eceff1", "blank", false),
                        "plot_margin",
                        of("t", 12, "r", 12, "b", 12, "l", 12)));
    }

    /** Options by name, one after the other. */
    public static Map<String, Object> of(Object... namesAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }

    /** Adds a layer: what is drawn, of which columns, and with which looks. */
    public Plot layer(String geom, Map<String, Object> data, Map<String, Object> mapping, Object... options) {
        Map<String, Object> layer = of(options);
        layer.put("geom", geom);
        layer.put("data", data);
        layer.put("mapping", mapping);
        layer.put("tooltips", "none");
        layers.add(layer);
        return this;
    }

    /** Says how a column becomes a place, a size or a colour. */
    public Plot scale(String aesthetic, Object... options) {
        Map<String, Object> scale = of(options);
        scale.put("aesthetic", aesthetic);
        scales.add(scale);
        return this;
    }

    /**
     * The title of a panel. The library can put panels in the order of their titles only; so many spaces without width
     * make it the order of the numbers.
     */
    public static String panel(int number, String title) {
        return "\u200b".repeat(number) + title;
    }

    /** A panel for each value of a column of {@linkplain #panel titles}. */
    public Plot panels(String column, int columns) {
        spec.put(
                "facet",
                of(
                        "name",
                        "wrap",
                        "facets",
                        List.of(column),
                        "ncol",
                        columns,
                        "order",
                        List.of(1),
                        "scales",
                        "free_y"));
        return this;
    }

    /** The picture, of so many pixels. */
    public String svg(int width, int height) {
        String svg = PlotSvgExportCommon.INSTANCE.buildSvgImageFromRawSpecs(
                spec, new DoubleVector(width, height), (columns, rows, pixels) -> "", false);
        // With a view box a page can make it smaller without cutting it.
        svg = svg.replaceFirst("<svg ", "<svg viewBox=\"0 0 " + width + " " + height + "\" ");
        // A tenth of a pixel is enough for a line.
        return PATH.matcher(svg).replaceAll(Plot::rounded) + "\n";
    }

    private static String rounded(MatchResult path) {
        return DECIMALS.matcher(path.group()).replaceAll("$1").replace("$", "");
    }
}
