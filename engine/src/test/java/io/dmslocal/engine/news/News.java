package io.dmslocal.engine.news;

import io.dmslocal.engine.event.Catalogue.Told;
import io.dmslocal.engine.event.Story;
import java.util.List;

/** One life, told event by event. */
final class News<S, E> {

    private final Story<S, E> story;
    private S state;

    News(Story<S, E> story) {
        this.story = story;
        this.state = story.initial();
    }

    List<Told> told(E event) {
        List<Told> told = story.news().apply(state, event);
        state = story.transitions().apply(state, event);
        return told;
    }

    static <S, E> List<Told> of(Story<S, E> story, List<E> life) {
        News<S, E> news = new News<>(story);
        return life.stream().flatMap(event -> news.told(event).stream()).toList();
    }
}
