package workbook;

/// Hears of changes.
public interface ChangeListener {

    void onChange(Change change);
}
