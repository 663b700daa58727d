// The packages git, playground and timeline come with the kernel "Java (workbook)".
if (System.getProperty("workbook.packages") == null) {
    throw new IllegalStateException("This notebook needs the kernel \"Java (workbook)\":"
            + " run ./jbang kernel in the workbook's folder, then choose it.");
}
// Timelines become images, which Jupyter also shows before you trust the notebook.
timeline.Timeline.printTo((svg, text) -> display("text/html",
        "<img alt='timeline' src='data:image/svg+xml;base64,"
                + Base64.getEncoder().encodeToString(svg.getBytes()) + "'>"));
