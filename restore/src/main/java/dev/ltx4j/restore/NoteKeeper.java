package dev.ltx4j.restore;

import java.util.ArrayList;
import java.util.List;

/** Passes everything on, and keeps the notes for the report. */
final class NoteKeeper implements RestoreListener {
    private final RestoreListener listener;
    private final List<String> sentences = new ArrayList<>();

    NoteKeeper(RestoreListener listener) {
        this.listener = listener;
    }

    List<String> sentences() {
        return sentences;
    }

    @Override
    public void note(String sentence) {
        sentences.add(sentence);
        listener.note(sentence);
    }

    @Override
    public void bypassed(BypassedFile file) {
        listener.bypassed(file);
    }

    @Override
    public void planned(RestorePlan plan) {
        listener.planned(plan);
    }

    @Override
    public void progress(long bytesDone, long bytesTotal) {
        listener.progress(bytesDone, bytesTotal);
    }
}
