package io.burnrate.collector.discovery;

/** What a relabelling rule does, as Prometheus defines it. */
public enum RelabelAction {
  REPLACE("replace"),
  KEEP("keep"),
  DROP("drop"),
  KEEP_EQUAL("keepEqual"),
  DROP_EQUAL("dropEqual"),
  HASHMOD("hashmod"),
  LABELMAP("labelmap"),
  LABELDROP("labeldrop"),
  LABELKEEP("labelkeep"),
  LOWERCASE("lowercase"),
  UPPERCASE("uppercase");

  private final String key;

  RelabelAction(String key) {
    this.key = key;
  }

  /** Its name in settings; Prometheus writes the same letters in lower case. */
  public String key() {
    return key;
  }
}
