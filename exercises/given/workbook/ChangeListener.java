package workbook;

/// Is called with each change.
public interface ChangeListener {

    void onChange(Change change);
}
