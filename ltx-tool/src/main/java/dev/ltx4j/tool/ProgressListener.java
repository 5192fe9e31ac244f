package dev.ltx4j.tool;

import dev.ltx4j.restore.BypassedFile;
import dev.ltx4j.restore.RestoreListener;

/** Shows what the work on a replica tells on its way. */
record ProgressListener(ProgressDisplay progress) implements RestoreListener {
    @Override
    public void note(String sentence) {
        progress.note(sentence);
    }

    @Override
    public void bypassed(BypassedFile file) {
        progress.note("bypassed " + file);
    }

    @Override
    public void progress(long bytesDone, long bytesTotal) {
        progress.update(bytesDone, bytesTotal);
    }
}
